"""Write one correction into its store. Done by a worker, and safe to begin again at any point."""

from django.db import transaction

from accounts.actor import SYSTEM
from accounts.jobs import LeaseLost
from accounts.sealing import Unreadable
from exports.actions.corrected import finish_correction
from exports.correcting.holding import must_stay
from exports.correcting.places import Place, place_in
from exports.models import Correction
from exports.quarantine import suspect
from exports.stores import cells
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import StoreFault, StoreUnavailable


def write(pk: int) -> None:
    """Write the value if it still is what the person saw, and say how it ended. Raise what is unexpected, after the job was put back."""
    correction = Correction.claim(pk)
    if correction is None:
        return
    try:
        outcome, place = _written(correction)
        with transaction.atomic():
            finish_correction(correction, actor=SYSTEM, outcome=outcome, place=place)
    except LeaseLost:
        return
    except StoreUnavailable as error:
        correction.retry_later(error.code)
    except Exception:
        correction.retry_later("unexpected")
        raise


def _written(correction: Correction) -> tuple[str, Place | None]:
    """Return how it ended, and the place with the value the database has now."""
    if must_stay(correction.subject):
        return Correction.Outcome.REFUSED, None
    try:
        place = place_in(correction.subject, correction.sealed)
        store = open_store(correction.store)
        table = store.table(correction.table)
        value = cells.write(
            store,
            table,
            locate(store, correction.subject),
            key=place.key,
            column=correction.column,
            before=place.before,
            after=place.after,
            whatever_it_is=place.whatever_it_is,
        )
    except cells.ValueChanged:
        return Correction.Outcome.CHANGED, None
    except (cells.NotThere, Unreadable):
        return Correction.Outcome.GONE, None
    except StoreFault as fault:
        # A column elsewhere that nobody placed stops no correction; what the store refused is worth a look.
        suspect(fault.store)
        return Correction.Outcome.REFUSED, None
    except KeyError:
        return Correction.Outcome.REFUSED, None
    return Correction.Outcome.WRITTEN, place.with_value(value)
