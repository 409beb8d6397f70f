"""Make the trial's sign-ins. Their password and codes are no secret, so nothing here runs outside a trial."""

from dataclasses import dataclass
from functools import cache

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.actions.accounts import account_of_address
from accounts.actions.linking import link_subject
from accounts.actor import SYSTEM
from accounts.models import DataSubject, User
from config.example.demo import DEMO_PEOPLE, DemoPerson

PASSWORD = "paper-and-ink-1"  # noqa: S105  (shown to everybody who starts a trial)


@dataclass(frozen=True)
class DemoStaff:
    """A member of the sample company's staff, with the role they have and the secret of their one-time codes."""

    email: str
    role: str
    secret: str


@dataclass(frozen=True)
class DemoAgent:
    """Somebody who asks for others; known by the address they file from, under which they sign in like anybody."""

    email: str
    name: str


STAFF = (
    DemoStaff("officer@inkwell.example", "Privacy officer", "CANDORTRIALOFFICERCANDORTRIALOFF"),
    DemoStaff("assistant@inkwell.example", "Privacy assistant", "CANDORTRIALASSISTCANDORTRIALASSI"),
)
AGENT = DemoAgent("desk@quincerights.example", "Quince Rights")


def make_sign_ins() -> list[str]:
    """Make every sign-in there should be and return one line for each; safe to repeat.

    Members whom no sync has brought yet are left out, for the next run.
    """
    told = [line for demo in DEMO_PEOPLE if (line := _member(demo))]
    told.append(_agent(AGENT))
    told += [_staff(demo) for demo in STAFF]
    return [*told, f"Password of all: {PASSWORD}   One-time codes of the staff: /trial/sign-ins"]


@transaction.atomic
def _member(demo: DemoPerson) -> str | None:
    if not DataSubject.objects.known_by("email", demo.email).exists():
        return None
    user = account_of_address(demo.email, actor=SYSTEM, by="trial")
    link_subject(user, actor=SYSTEM)
    _give_password(user)
    return f"{demo.email:34}{demo.note}"


@transaction.atomic
def _agent(demo: DemoAgent) -> str:
    user = account_of_address(demo.email, actor=SYSTEM, by="trial")
    link_subject(user, actor=SYSTEM)
    _give_password(user)
    return f"{demo.email:34}an agent, who asks for others: /agents/desk/"


@transaction.atomic
def _staff(demo: DemoStaff) -> str:
    user = account_of_address(demo.email, actor=SYSTEM, by="trial")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=demo.role)[0])
    secret = {"secret": get_adapter().encrypt(demo.secret)}
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": secret})
    _give_password(user)
    return f"{demo.email:34}staff, {demo.role}: /staff/"


def _give_password(user: User) -> None:
    if not user.has_usable_password():
        user.password = _hashed()
        user.save(update_fields=["password"])


@cache
def _hashed() -> str:
    # Hashed once for everybody: it takes long by design, and hides nothing that the terminal does not print.
    return make_password(PASSWORD)
