"""Whose pages these are: the signed-in person's own, and nobody else's."""

from typing import Any

from django.http import Http404

from accounts.models import DataSubject


def own_subject(request: Any) -> DataSubject:
    """Return the data subject of the signed-in person. Raise Http404 for staff accounts, which have none."""
    subject = subject_of(request)
    if subject is None:
        raise Http404
    return subject


def subject_of(request: Any) -> DataSubject | None:
    """Return the data subject of the signed-in person; None for staff accounts and for visitors."""
    subject: DataSubject | None = getattr(request.user, "subject", None)
    return subject
