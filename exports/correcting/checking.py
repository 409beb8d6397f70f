"""Answer whether a value that is not shown is the one its person has in mind (11 CCR 7024(d)). Done by a worker."""

from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.matching.compare import MOST_HELD, holds
from accounts.sealing import Unreadable, unseal
from exports.models import ValueCheck
from exports.stores import cells
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import StoreUnavailable


def check(pk: int) -> None:
    """Compare the value with those of the person's rows, answer yes or no, and forget it. Raise what is unexpected, after the job was put back."""
    asked = ValueCheck.claim(pk)
    if asked is None:
        return
    try:
        agrees = _agrees(asked)
        asked.finish(agrees=agrees, sealed_value=None)
    except LeaseLost:
        return
    except StoreUnavailable as error:
        asked.retry_later(error.code)
    except (DomainError, KeyError) as error:
        asked.give_up(getattr(error, "code", "not_declared"))
    except Exception:
        asked.retry_later("unexpected")
        raise


def _agrees(asked: ValueCheck) -> bool:
    if asked.sealed_value is None:
        raise Unreadable
    value = unseal(asked.subject, asked.sealed_value, life="account")
    store = open_store(asked.store)
    table = store.table(asked.table)
    rows = cells.read(store, table, locate(store, asked.subject), [asked.column], most=MOST_HELD)
    return holds(value, [held for _key, row in rows if (held := row[asked.column])])
