"""Work on a roster sync: claim it, take piece after piece under the lease, and at the end note who is gone."""

import time
from collections import Counter
from contextlib import suppress

from django.db import transaction

from accounts import audit
from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.vocabulary import PersonTable, StoreMap
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.locks import wait_for
from accounts.models import RosterSync
from accounts.roster.entries import source_of
from accounts.roster.merge import Merge
from accounts.roster.source import NoRoster, RosterUnreadable, people_tables, read_piece
from accounts.roster.statements import execute

PIECE = 5000
PIECE_SECONDS = 20.0
"""How long one nudge works before it lets other jobs of the queue have a turn."""
FEW = 100
MOST_GONE = 5
"""More than FEW people and more than one in MOST_GONE missing at once is more likely a fault than people leaving."""


class TooManyGone(DomainError):
    """A large part of the people is missing from the store: a wrong database, a half-finished restore."""

    code = "too_many_gone"


def work_on_sync(pk: int, *, seconds: float | None = PIECE_SECONDS) -> bool:
    """Work on the sync for a bounded time (without `seconds` to its end) and return whether there is more to do.

    An unreadable store is tried again later; where too many people are missing, the sync fails and staff decide.
    """
    sync = RosterSync.claim(pk)
    if sync is None:
        return False
    try:
        return _work(sync, seconds)
    except LeaseLost:
        return False
    except (NoRoster, TooManyGone) as error:
        with suppress(LeaseLost):
            sync.give_up(error.code)
    except RosterUnreadable as error:
        with suppress(LeaseLost):
            sync.retry_later(error.code)
    except Exception:
        with suppress(LeaseLost):
            sync.retry_later("unexpected")
        raise
    return False


def _work(sync: RosterSync, seconds: float | None) -> bool:
    store = current().stores.get(sync.store)
    if store is None:
        raise NoRoster
    tables = people_tables(store)
    began = time.monotonic()
    while sync.table < len(tables):
        _take_piece(sync, store, tables)
        if seconds is not None and time.monotonic() - began > seconds:
            sync.pause()
            return True
    _close(sync, all(person.gone == "closed" for person in tables))
    return False


def _take_piece(sync: RosterSync, store: StoreMap, tables: list[PersonTable]) -> None:
    piece = read_piece(store, tables[sync.table], sync.last_key, PIECE)
    counts = Counter(sync.counts)
    with transaction.atomic():
        wait_for(f"roster:{sync.store}")
        counts += Merge(sync.store, piece.entries, sync.pk).run()
        counts["unusable"] += piece.unusable
        over = piece.last is None
        sync.commit_piece(
            table=sync.table + over, last_key=piece.last or [], counts={k: n for k, n in counts.items() if n}
        )


def _close(sync: RosterSync, closes: bool) -> None:  # noqa: FBT001  (what the map says)
    """Note who is gone, forget whom the run met, and finish. One transaction. Nobody is erased by this."""
    with transaction.atomic():
        wait_for(f"roster:{sync.store}")
        counts = Counter(sync.counts)
        if gone := _note_gone(sync, closes=closes):
            counts["gone"] = gone
        execute("DELETE FROM accounts_rosterseen WHERE sync_id = %s", [sync.pk])
        audit.record(
            "accounts:roster:synced",
            actor=SYSTEM,
            store=sync.store,
            created=counts["created"],
            changed=counts["changed"],
            gone=counts["gone"],
        )
        sync.finish(counts=dict(counts), finished_at=now(), last_key=[])


COUNT_GONE = """SELECT count(*), count(*) FILTER (WHERE s.digest IS NULL) FROM accounts_identifier i
LEFT JOIN (SELECT DISTINCT unnest(digests) AS digest FROM accounts_rosterseen WHERE sync_id = %(sync)s) s ON s.digest = i.digest
WHERE i.kind = 'platform_id' AND i.store = %(store)s AND i.source = %(source)s AND i.exclusive AND i.verified_at IS NOT NULL
AND i.gone_at IS NULL AND i.created_at < %(began)s"""
NOTE_GONE = """UPDATE accounts_identifier i SET gone_at = %(now)s, line = ''
WHERE i.kind = 'platform_id' AND i.store = %(store)s AND i.source = %(source)s AND i.exclusive AND i.verified_at IS NOT NULL
AND i.gone_at IS NULL AND i.created_at < %(began)s
AND NOT EXISTS (SELECT FROM (SELECT unnest(digests) AS digest FROM accounts_rosterseen WHERE sync_id = %(sync)s) s
WHERE s.digest = i.digest)
RETURNING i.subject_id"""
CLOSE_GONE = """UPDATE accounts_datasubject d SET standing = 'closed'
WHERE d.id = ANY (%s) AND d.standing IN ('active', 'suspended') AND NOT EXISTS (SELECT FROM accounts_identifier i
WHERE i.subject_id = d.id AND i.kind = 'platform_id' AND i.gone_at IS NULL)"""


def _note_gone(sync: RosterSync, *, closes: bool) -> int:
    """Note the numbers this run did not meet, and close their people's standing where the map says so. Raise TooManyGone.

    Who has a number that is not gone, in this store or another, stays as they are.
    """
    values = {
        "store": sync.store,
        "source": source_of(sync.store),
        "began": sync.started_at,
        "sync": sync.pk,
        "now": now(),
    }
    # The planner cannot know how many digests a piece holds, and a loop over them for every number would take hours.
    execute("SET LOCAL enable_nestloop = off")
    ((known, missed),) = execute(COUNT_GONE, values)
    if not missed:
        return 0
    if missed > FEW and missed * MOST_GONE > known and not sync.accept_gone:
        raise TooManyGone
    gone = execute(NOTE_GONE, values)
    execute("SET LOCAL enable_nestloop = on")
    if closes:
        execute(CLOSE_GONE, [[subject for (subject,) in gone]])
    return len(gone)
