"""Suspend and resume a person's account in a store, while they may still change their mind."""

from psycopg import sql

from exports.stores.located import Located
from exports.stores.predicate import column_name, points_at, table_name
from exports.stores.store import Store


def suspend(store: Store, located: Located) -> int:
    """Close the person's accounts in this store to use and return how many were open. Does nothing a second time.

    An account the company has blocked for its own reasons is not open and stays as it is. Commits on its own.
    """
    return _move(store, located, back=False)


def resume(store: Store, located: Located) -> int:
    """Open the accounts `suspend` closed and return how many there were. No other account changes."""
    return _move(store, located, back=True)


def _move(store: Store, located: Located, *, back: bool) -> int:
    moved = 0
    with store.writing() as session:
        for person in store.map.people.values():
            keys = located.keys.get(person.table)
            account = person.account
            if account is None or not keys:
                continue
            before, after = (
                (account.suspended, account.active) if back else (account.active, account.suspended)
            )
            moved += session.run(
                sql.SQL("UPDATE {} SET {} = {} WHERE {} AND {} = {}").format(
                    table_name(person.table, store),
                    sql.Identifier(account.column),
                    sql.Literal(after),
                    points_at(person.table, person.key, (person.table, person.key), keys, store),
                    session.engine.text(column_name(person.table, account.column, store)),
                    sql.Literal(before),
                )
            )
    return moved
