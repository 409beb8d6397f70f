"""Have a store looked at."""

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from exports.checking import due_now
from exports.models import StoreState


def check_again(state: StoreState, *, actor: Actor) -> None:
    """Have one store looked at now. Locks its row; workers are told on commit."""
    with transaction.atomic():
        locked = StoreState.objects.select_for_update().get(pk=state.pk)
        audit.record("exports:store:check_asked", actor=actor, store=locked.store)
        due_now(locked)
