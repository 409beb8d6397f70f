"""Who plays in the scenes: the named members with their accounts, and the officer."""

from accounts.actor import Actor, actor_for
from accounts.models import DataSubject, User
from config.example.demo import DEMO_PEOPLE
from config.sign_ins.people import STAFF

ADDRESSES = {demo.key: demo.email for demo in DEMO_PEOPLE}
NAMES = {demo.key: demo.name for demo in DEMO_PEOPLE}


class Gone(Exception):
    """Somebody of the cast has no account: nobody synced them, or the trial has erased them meanwhile."""


def user(key: str) -> User:
    """Return the account of a named member. Raise Gone."""
    found = User.objects.select_related("subject").filter(email=ADDRESSES[key]).first()
    if found is None or found.subject is None or found.subject.erased_at is not None:
        raise Gone(key)
    return found


def subject(key: str) -> DataSubject:
    """Return the person that a named member is. Raise Gone."""
    found = user(key).subject
    assert found is not None  # noqa: S101  (made sure of above)
    return found


def officer() -> Actor:
    """Return the privacy officer as somebody who acts. Raise Gone."""
    found = User.objects.filter(email=STAFF[0].email).first()
    if found is None:
        raise Gone("officer")
    return actor_for(found)
