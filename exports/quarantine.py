"""Quarantine: what is waited for while a store is not as the data map says, where it begins and where it ends.

A new column at the company must not stop anybody's opt-out, so the portal goes on serving; but nothing that touches
the store is called complete until a person has placed what is new.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import audit, mail
from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap
from accounts.errors import DomainError
from accounts.staff import staff_who_may
from exports.models import StoreState
from exports.signals import store_released
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.registry import open_store
from exports.stores.store import Store, StoreFault, StoreUnavailable

WAIT = timedelta(hours=1)
"""After this long, work that waits for a store looks again by itself; a release wakes it at once."""
CHECK = "exports.check_storestate"
"""Staff with this permission are told of a quarantine, and can have a store looked at."""


class StoreQuarantined(DomainError):
    """A store is not as the data map says; what would touch it waits, and no attempt is counted."""

    code = "store_quarantined"
    message = _("One of our systems is being checked. What needs it waits until that is done.")

    def __init__(self, store: str) -> None:
        super().__init__()
        self.store = store


def names_of_quarantined(datamap: DataMap) -> list[str]:
    """Return the names of the stores in quarantine, for people to read, with one query."""
    keys = set(StoreState.objects.quarantined().values_list("store", flat=True))
    return [store.name for key, store in datamap.stores.items() if key in keys]


def require_sound(store: Store, *, erasing: bool = False) -> None:
    """Let work on this store go on that will be called complete, or raise StoreQuarantined.

    The live tables are read now, and what is found is written down: work notices a drift before the hourly
    check does. Obstacles stop only erasures, and are looked for again only for one. Raise StoreUnavailable, StoreFault.
    """
    state = examine(store) if erasing else _look(store)
    if state.problems or (erasing and state.obstacles):
        raise StoreQuarantined(store.key)


def _look(store: Store) -> StoreState:
    """Return the store's state after a look at its tables alone; whatever has changed is examined and written down."""
    state = StoreState.objects.filter(store=store.key, checked_at__isnull=False).first()
    if state is None or state.problems or state.unreachable_since is not None:
        return examine(store)
    try:
        problems = drift(store)
    except (StoreUnavailable, StoreFault):
        return examine(store)
    return examine(store) if problems else state


def suspect(key: str) -> None:
    """Look at a store that has just refused something: perhaps it is no longer as the map says. Raises nothing of its own."""
    with suppress(KeyError, DomainError):
        examine(open_store(key))


def examine(store: Store) -> StoreState:
    """Compare a store with the data map, write down how it is, and return that. Commits on its own.

    Staff are told when a quarantine begins and when it ends, and whoever waits for the store is woken. Raise
    StoreUnavailable or StoreFault when it cannot be read; a store that is only out of reach is in no quarantine.
    """
    began = now()
    try:
        problems = drift(store)
        obstacles = [] if problems else feasible(store)
    except (StoreUnavailable, StoreFault):
        _note_unreachable(store.key, began)
        raise
    return _note(store, began, problems, obstacles)


def _locked(key: str) -> StoreState:
    """Return the store's row, locked; one that is made here has nothing to do for a worker."""
    made = {"job_state": StoreState.JobState.DONE}
    return StoreState.objects.select_for_update().get_or_create(store=key, defaults=made)[0]


def _note(store: Store, began: datetime, problems: list[str], obstacles: list[str]) -> StoreState:
    with transaction.atomic():
        state = _locked(store.key)
        if state.checked_at is not None and state.checked_at > began:
            # Somebody looked later than we did and was quicker: what they saw is newer.
            return state
        before, differed = state.quarantined_since, bool(state.problems)
        state.checked_at, state.unreachable_since = began, None
        state.problems, state.obstacles = problems, obstacles
        wrong = bool(problems or obstacles)
        state.quarantined_since = (before or began) if wrong else None
        state.save(
            update_fields=["checked_at", "unreachable_since", "problems", "obstacles", "quarantined_since"]
        )
        if wrong and before is None:
            audit.record(
                "exports:store:quarantined",
                actor=SYSTEM,
                store=store.key,
                differences=len(problems),
                obstacles=len(obstacles),
            )
            _tell_staff(state)
        if before is not None and not wrong:
            audit.record("exports:store:released", actor=SYSTEM, store=store.key)
            _tell_staff(state)
        if before is not None and (not wrong or (differed and not problems)):
            # Obstacles that are left stop erasures only; copies go on.
            store_released.send(sender=StoreState, store=store.key)
    return state


def _note_unreachable(key: str, began: datetime) -> None:
    """Write down since when a store cannot be read; whether it is in quarantine stays as it was."""
    with transaction.atomic():
        state = _locked(key)
        if state.unreachable_since is None:
            state.unreachable_since = began
            state.save(update_fields=["unreachable_since"])


def _tell_staff(state: StoreState) -> None:
    """Write to everybody who can do something about it, without a word about anybody's data."""
    context = {
        "name": current().store(state.store).name,
        "quarantined": state.quarantined_since is not None,
        "sentences": [*state.problems, *state.obstacles],
        "href": settings.BASE_URL + reverse("admin:exports_storestate_change", args=[state.pk]),
    }
    for user in staff_who_may(CHECK):
        mail.send("exports/store_state", to=user.email, context=context)
