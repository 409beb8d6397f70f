"""Whose choices these are: the signed-in person's, the browser's, and nobody else's."""

from typing import Any
from uuid import UUID

from accounts.models import DataSubject
from accounts.owner import own_subject, subject_of
from consent.browser import choices_in
from consent.choices import Holder


def own_holder(request: Any) -> Holder:
    """Return the signed-in person as holder. Raise Http404 for staff accounts, which are nobody's data."""
    return Holder.of(own_subject(request))


def own_chains(request: Any) -> dict[str, list[UUID]]:
    """Return whose entries this visitor may see, by `account` and `browser`: their own and those of the browser they sit at.

    To the account's belong those of entries that were merged into the person: their chains stay as they were written.
    """
    subject, kept = subject_of(request), choices_in(request)
    account = {"account": refs_of(subject)} if subject is not None else {}
    return {**account, "browser": [kept.number]} if kept is not None and kept.number is not None else account


def refs_of(subject: DataSubject) -> list[UUID]:
    """Return the person's reference, and those of whoever was merged into them."""
    return [subject.ref, *subject.merged.order_by("pk").values_list("ref", flat=True)]
