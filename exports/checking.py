"""Have stores looked at, and look at one in a worker."""

from contextlib import suppress

from celery import current_app
from django.db import transaction

from accounts.clock import now
from accounts.jobs import LeaseLost
from accounts.nudge import nudge
from exports.models import StoreState
from exports.quarantine import examine
from exports.stores.registry import all_stores, open_store
from exports.stores.store import StoreFault, StoreUnavailable


def have_all_checked() -> int:
    """Have every table store looked at by workers, forget stores the map has no more, and return how many there are."""
    keys = {store.key for store in all_stores()}
    with transaction.atomic():
        for gone in StoreState.objects.exclude(store__in=keys):
            gone.delete()
    for key in sorted(keys):
        with transaction.atomic():
            due_now(StoreState.objects.select_for_update().get_or_create(store=key)[0])
    return len(keys)


def due_now(state: StoreState) -> None:
    """Make a check due and tell workers on commit; one that a worker has is left to it. The caller has locked the row."""
    if state.job_state != StoreState.JobState.WORKING:
        state.job_state, state.attempts, state.not_before = StoreState.JobState.QUEUED, 0, now()
        state.save(update_fields=["job_state", "attempts", "not_before"])
    # By name: the task's module imports this one.
    nudge(current_app.tasks["exports.tasks.check_store"], state.pk)


def check(pk: int) -> None:
    """Claim the check, look at the store and write down how it is. Safe to repeat: a second look finds the same.

    A store that cannot be reached is noted as such and looked at again at the next round. Raise whatever is
    unexpected, after the job was put back for later.
    """
    state = StoreState.claim(pk)
    if state is None:
        return
    try:
        _look(state)
        state.finish()
    except LeaseLost:
        return
    except Exception:
        state.retry_later("unexpected")
        raise


def _look(state: StoreState) -> None:
    """Look at the store; one that the map has no more is forgotten at the next round."""
    with suppress(KeyError, StoreUnavailable, StoreFault):
        examine(open_store(state.store))
