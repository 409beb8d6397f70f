"""What has to be true before the first row goes: nobody comes back, and nobody is signed in."""

from accounts.actor import SYSTEM
from accounts.ending import end_sessions
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Suppression, User
from dsr.erasure.found import Found


def keep_away(found: Found) -> None:
    """Note fingerprints of the person's identifiers, so that no later sync brings them back. Safe to repeat."""
    rows = [
        Suppression(kind=kind, store=key if kind == "platform_id" else "", digest=keyed_hash(kind, value))
        for key, located in found.located.items()
        for kind, values in located.identifiers.items()
        if kind in ("email", "platform_id")
        for value in values
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)


def leave_the_portal(subject: DataSubject) -> None:
    """End every session of the person's account here, if they have one."""
    user = User.objects.filter(subject=subject).first()
    if user is not None:
        end_sessions(user, actor=SYSTEM)
