"""Lock a question together with the person it is about, so that neither an erasure nor another answer comes in between."""

from typing import Any

from accounts.models import DataSubject
from exports.models import StoreTask


def lock(questions: Any) -> StoreTask | None:
    """Return the first of these questions, locked, or None. Call in a transaction.

    The person first, as whoever asks a question and whoever ends an erasure does: an answer is taken before the
    person's key is destroyed, or it sees that they are gone.
    """
    for subject in questions.values_list("subject", flat=True)[:1]:
        DataSubject.objects.select_for_update(no_key=True).get(pk=subject)
    found: StoreTask | None = (
        questions.select_for_update(of=("self",)).select_related("subject").order_by("pk").first()
    )
    return found
