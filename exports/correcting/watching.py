"""Look every night whether corrected values still stand, so that no feed undoes them unseen (11 CCR 7023(c))."""

from collections.abc import Iterator

from django.db import transaction

from accounts.actor import SYSTEM
from accounts.sealing import Unreadable
from exports.actions.corrected import note_look
from exports.correcting.holding import must_stay
from exports.correcting.places import place_in
from exports.models import Correction
from exports.stores import cells
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import StoreFault, StoreUnavailable

PIECE = 100
MOST_REWRITES = 3
"""How often the old value is replaced again by itself; a system that brings it back a fourth time is for staff."""


def watch() -> int:
    """Look at the corrections that are due, each in its own transaction, and return how many there were.

    The old value is replaced again. Any other value is left as it is and raised to staff: it may be right by now.
    A store that cannot be asked is asked the next night; so is one where a legal hold lets nothing be written.
    """
    last = looked = 0
    while due := list(_due(last)):
        for pk in due:
            looked += _watch_one(pk)
        last = due[-1]
    return looked


def _due(after: int) -> Iterator[int]:
    rows = Correction.objects.due_for_a_look().filter(pk__gt=after).order_by("pk")
    return iter(rows.values_list("pk", flat=True)[:PIECE])


def _watch_one(pk: int) -> bool:
    with transaction.atomic():
        due = Correction.objects.due_for_a_look().select_for_update(of=("self",), skip_locked=True)
        correction = due.select_related("subject").filter(pk=pk).first()
        if correction is None:
            return False
        note_look(correction, actor=SYSTEM, seen=_look(correction))
        return True


def _look(correction: Correction) -> str:
    """Return what is there: `stands`, `rewritten`, `undone`, `gone`, or `unavailable`."""
    try:
        place = place_in(correction.subject, correction.sealed)
        store = open_store(correction.store)
        table = store.table(correction.table)
        located = locate(store, correction.subject)
        value = cells.value_at(store, table, located, place.key, correction.column)
        if value == place.after:
            return "stands"
        if value != place.before or correction.rewritten >= MOST_REWRITES:
            return "undone"
        if must_stay(correction.subject):
            return "unavailable"
        cells.write(
            store,
            table,
            located,
            key=place.key,
            column=correction.column,
            before=place.before,
            after=place.after,
        )
    except (cells.NotThere, Unreadable, KeyError):
        return "gone"
    except cells.ValueChanged:
        return "undone"
    except (StoreUnavailable, StoreFault):
        return "unavailable"
    return "rewritten"
