"""The stops of the tour, in order."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from config.example.demo import DEMO_PEOPLE
from config.sign_ins.people import AGENT, STAFF
from config.states.cast import ADDRESSES
from consent.models import PolicyVersion
from exports.models import ExportPackage

OFFICER = STAFF[0].email
NAMES: dict[str, str] = {demo.email: demo.name for demo in DEMO_PEOPLE} | {
    AGENT.email: AGENT.name,
    **{demo.email: f"the {demo.role.lower()}" for demo in STAFF},
}


@dataclass(frozen=True)
class Stop:
    """One stop: what is to be seen there, where, and as whom; nobody where it is open to everybody."""

    title: str | Lazy
    text: str | Lazy
    place: str | Callable[[], str]
    email: str = ""

    @property
    def who(self) -> str:
        """Return the name of whom it is seen as."""
        return NAMES.get(self.email, "")

    @property
    def address(self) -> str:
        """Return where it is."""
        return self.place() if callable(self.place) else reverse(self.place)


@dataclass(frozen=True)
class Shown:
    """A stop as the page shows it; `gone` when its person has been erased."""

    number: int
    stop: Stop
    address: str
    gone: bool


def _what_changed() -> str:
    compared = PolicyVersion.objects.count() > 1
    return reverse("consent:policy_compare" if compared else "consent:policy")


def _copy_of_maya() -> str:
    made = ExportPackage.objects.filter(subject__user__email=ADDRESSES["maya"]).order_by("-pk").first()
    return reverse("exports:package", args=[made.ref]) if made else reverse("dsr:download")


def _mailbox() -> str:
    return f"{reverse('trial-mailbox')}?to={ADDRESSES['maya']}"


STOPS = (
    Stop(
        _("The policy, and what changes"),
        _(
            "Two versions word by word, and the one in force with its tables from the data map. A significant change is announced; its notices are half sent."
        ),
        _what_changed,
    ),
    Stop(
        _("Choices, made by a browser"),
        _(
            "Diego lives in California, and his browser sends Global Privacy Control: selling and sharing are off, and his receipt says since when."
        ),
        "consent:choices",
        ADDRESSES["diego"],
    ),
    Stop(
        _("From a mail to the preferences"),
        _(
            "Open “What is new at Inkwell” in Maya's mail and follow the links at its end: messages can be switched off there without signing in."
        ),
        _mailbox,
    ),
    Stop(
        _("See what is held"),
        _(
            "Every kind of data about Maya with its source, its use, who receives it and how long it stays; each opens into its tables."
        ),
        "exports:holdings",
        ADDRESSES["maya"],
    ),
    Stop(
        _("Download a copy"),
        _(
            "A copy for Maya is ready. Downloading asks once more whether it is her; another can be asked for and watched."
        ),
        _copy_of_maya,
        ADDRESSES["maya"],
    ),
    Stop(
        _("Ask without an account"),
        _(
            "One question a page, a code by mail (it arrives in the mailbox), and a page on which the request is followed with its reference."
        ),
        "dsr:ask",
    ),
    Stop(
        _("Somebody asks for somebody else"),
        _(
            "An agent asked for Diego, who lives in California, and waits until he confirms it by the link in his mail. More can be filed from the desk."
        ),
        "dsr:agent_desk",
        AGENT.email,
    ),
    Stop(
        _("Close an account"),
        _(
            "Noah closed his account nine days ago. He can still change his mind; after one more day his data is erased and the receipt is signed."
        ),
        "dsr:closing",
        ADDRESSES["noah"],
    ),
    Stop(
        _("The staff's queue"),
        _(
            "A request that is late, one due tomorrow, one with more time and one refused. Signing in asks for a one-time code, which is shown then."
        ),
        "admin:dsr_datasubjectrequest_changelist",
        OFFICER,
    ),
    Stop(
        _("The promises"),
        _("What the policy promises, what carries it out, and how it stands at this moment."),
        "dsr:promises",
    ),
)


def stops() -> list[Shown]:
    """Return the stops with their numbers, and whether those whom they are about can still sign in."""
    emails = {stop.email for stop in STOPS if stop.email}
    there = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    return [
        Shown(number, stop, stop.address, bool(stop.email) and stop.email not in there)
        for number, stop in enumerate(STOPS, start=1)
    ]
