"""Close a person's accounts at the company to use, or open them again, in a worker."""

from contextlib import suppress

from django.db import transaction

from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from dsr import letters
from dsr.erasure.outside import ask_to_switch
from dsr.models import AccountSwitch
from exports.stores.locate import locate
from exports.stores.registry import all_stores
from exports.stores.suspend import resume, suspend


def turn(pk: int) -> None:
    """Make the person's accounts what the switch says, in every store that has any. Safe to repeat.

    A switch that is turned while a worker is at it takes the lease away, and the next worker turns it back; so does
    the switch of a later request. A worker without its lease goes to no other store.
    """
    switch = AccountSwitch.claim(pk)
    if switch is None:
        return
    try:
        for store in all_stores():
            if any(person.account for person in store.map.people.values()):
                located = locate(store, switch.request.subject)
                switch.heartbeat()
                (suspend if switch.suspended else resume)(store, located)
        with transaction.atomic():
            ask_to_switch(switch)
            switch.finish()
    except LeaseLost:
        return
    except DomainError as error:
        with suppress(LeaseLost):
            switch.retry_later(error.code)
            letters.tell_if_failed(switch, switch.request)
    except Exception:
        with suppress(LeaseLost):
            switch.retry_later("unexpected")
            letters.tell_if_failed(switch, switch.request)
        raise
