"""Rehearse an erasure in one store: the real pieces in the real order, inside a transaction that is rolled back."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from accounts.databases.engine import Session
from accounts.datamap.vocabulary import Handling
from exports.stores.feasible import order
from exports.stores.located import Located
from exports.stores.order import Cycle
from exports.stores.pieces import Piece
from exports.stores.shape import Shape, shape
from exports.stores.store import Store
from exports.stores.targets import CannotClear

PSEUDONYM = f"erased-{'0' * 12}"
"""As long as a real one."""
ROWS = 500
STATEMENT_MS, LOCK_MS = 30_000, 2_000
SECONDS = 120.0
"""Rows stay locked until the end, so a rehearsal that takes longer is broken off."""


@dataclass(frozen=True)
class Rehearsed:
    """What an erasure would do with one table: how many rows it would touch, and what would refuse it, if anything does."""

    store: str
    table: str
    handling: Handling
    rows: int
    refused: str = ""


class _Back(Exception):
    """The rehearsal is over: everything goes back."""


def rehearse(store: Store, located: Located) -> list[Rehearsed]:
    """Return what an erasure of this person would do in the store, table by table. Commits nothing and touches no file.

    Rows are locked meanwhile, with limits on waiting and on the whole time; a table that is refused is noted and the next
    one is tried. Raise StoreUnavailable or StoreFault when the store cannot be asked at all.
    """
    try:
        names = order(store)
    except Cycle as circle:
        return [Rehearsed(store.key, circle.tables[0], "delete", 0, str(circle))]
    live = shape(store)
    done: list[Rehearsed] = []
    with (
        suppress(_Back),
        store.writing() as session,
        session.engine.bounded(session.cursor, statement_ms=STATEMENT_MS, lock_ms=LOCK_MS),
    ):
        done.extend(_each(store, session, names, located, live))
        raise _Back
    return done


def _each(
    store: Store, session: Session, names: list[str], located: Located, live: Shape
) -> Iterator[Rehearsed]:
    until = time.monotonic() + SECONDS
    for name in names:
        handling = store.map.tables[name].erase
        if handling == "retain":
            yield Rehearsed(store.key, name, handling, 0)
            continue
        rows, refused = 0, ""
        try:
            with transaction.atomic(using=store.write_database):
                piece = Piece(
                    session, store, store.map.tables[name], located, live, PSEUDONYM, ROWS, dry=True
                )
                rows = _all_of(piece, until)
                session.engine.settle(session.cursor)
        except DatabaseError as error:
            refused = session.engine.refusal(error.__cause__ or error)
        except CannotClear as error:
            refused = str(error)
        except TimeoutError:
            refused = f"it took longer than {SECONDS:.0f} seconds, and the rehearsal was broken off"
        yield Rehearsed(store.key, name, handling, rows, refused)


def _all_of(piece: Piece, until: float) -> int:
    """Repeat a piece until nothing is left and return how many rows were touched. Raise what the database says, and TimeoutError."""
    rows = 0
    while touched := piece.work():
        rows += touched
        if time.monotonic() > until:
            raise TimeoutError
    return rows
