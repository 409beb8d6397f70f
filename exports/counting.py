"""Count what each store holds of one person."""

from accounts.clock import now
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from exports.models import HoldingsSummary
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.objects import count_files, locate_files
from exports.stores.registry import all_stores, file_stores
from exports.stores.store import StoreFault, StoreUnavailable


def count(pk: int) -> None:
    """Count the subject's rows, one query for each store, and files; a store that cannot be asked is named as such.

    Raise whatever is unexpected, after the job was put back for later.
    """
    summary = HoldingsSummary.claim(pk)
    if summary is None:
        return
    counts: dict[str, dict[str, int]] = {}
    unavailable: list[str] = []
    located: dict[str, Located] = {}
    try:
        for store in all_stores():
            summary.heartbeat()
            try:
                located[store.key] = locate(store, summary.subject)
                counts[store.key] = collect.count(store, located[store.key])
            except (StoreUnavailable, StoreFault):
                unavailable.append(store.key)
        for files in file_stores():
            summary.heartbeat()
            try:
                counts[files.key] = count_files(files, locate_files(files, located))
            except (StoreUnavailable, StoreFault):
                unavailable.append(files.key)
        summary.finish(counts=counts, unavailable=unavailable, counted_at=now())
    except LeaseLost:
        return
    except DomainError as error:
        summary.give_up(error.code)
    except Exception:
        summary.retry_later("unexpected")
        raise
