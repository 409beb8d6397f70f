"""Count what each store holds of one person."""

from accounts.clock import now
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from exports.models import HoldingsSummary
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import all_stores
from exports.stores.store import StoreFault, StoreUnavailable


def count(pk: int) -> None:
    """Count the subject's rows, one query for each store; a store that cannot be asked is named as such.

    Raise whatever is unexpected, after the job was put back for later.
    """
    summary = HoldingsSummary.claim(pk)
    if summary is None:
        return
    counts: dict[str, dict[str, int]] = {}
    unavailable: list[str] = []
    try:
        for store in all_stores():
            summary.heartbeat()
            try:
                counts[store.key] = collect.count(store, locate(store, summary.subject))
            except (StoreUnavailable, StoreFault):
                unavailable.append(store.key)
        summary.finish(counts=counts, unavailable=unavailable, counted_at=now())
    except LeaseLost:
        return
    except DomainError as error:
        summary.give_up(error.code)
    except Exception:
        summary.retry_later("unexpected")
        raise
