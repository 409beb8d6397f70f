"""What a person is told while something of theirs waits for stores outside: for whom, since when, until when at most, and what then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exports.models import StoreTask
from exports.outside.stores import name_of

THEN: Mapping[str, Promise] = {
    StoreTask.Verb.ACCESS: _("Your copy is made without what it holds, and the copy says so."),
    StoreTask.Verb.ERASE: _("We finish without its answer, and the receipt says that it gave none."),
}
"""What happens when a store has not answered by then, for what somebody waits for."""


@dataclass(frozen=True)
class Waiting:
    """A store that has not answered yet; `asked` is False while it could not even be reached."""

    name: str
    asked: bool
    since: datetime
    until: datetime
    then: Promise


def waiting_for(request_ref: UUID, verb: str) -> list[Waiting]:
    """Return the stores outside whose answer about this is still out, in the order of their keys. One query."""
    return [
        Waiting(
            name=name_of(task.store),
            asked=task.asked_at is not None,
            since=task.asked_at or task.created_at,
            until=task.due_at,
            then=THEN[verb],
        )
        for task in StoreTask.objects.waited_for(request_ref, verb)
    ]
