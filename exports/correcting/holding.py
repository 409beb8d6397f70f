"""Whether the data of a person must stay as it is, whatever was asked."""

from accounts.models import DataSubject, LegalHold


def must_stay(subject: DataSubject) -> bool:
    """Return whether a legal hold is on the person. Ask again before each write: one may have come since the wish."""
    return LegalHold.objects.filter(subject=subject, released_at__isnull=True).exists()
