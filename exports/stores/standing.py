"""Where known values of a person still stand in a table, whosever row it is."""

from collections.abc import Mapping, Sequence

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.datamap.vocabulary import TableMap
from exports.stores.located import SHARED, Located
from exports.stores.predicate import column_name, others_rows_of, table_name
from exports.stores.store import Store
from exports.stores.targets import handling


def standing(
    store: Store,
    table: TableMap,
    columns: Mapping[str, Column],
    located: Located,
    values: Sequence[str],
    *,
    learnt: Sequence[str] = (),
) -> dict[str, int]:
    """Return the columns in which a value stands, with the number of rows, whosever the row is; the table is read once.

    A value somebody else gave as their own and never proved is theirs to have written, and nobody's to be found by. What
    people share is each one's own: the telephone at somebody else's row stays. What was only `learnt` counts in no row
    that is somebody else's.
    """
    kept = {name for name, erase in handling(table).items() if erase.kind == "keep"}
    searched = sorted(set(columns) - (kept if table.erase == "anonymise" else set()))
    if not (values or learnt) or not searched:
        return {}
    searched_where = _proofs(store, table) | _shared(store, table, located)
    everywhere, alone = sql.SQL("1 = 1"), _alone(store, table, located)
    looked_for = [(values, everywhere), (learnt, alone)]

    def holds(name: str) -> Composable:
        column = column_name(table.table, name, store)
        ways = [
            sql.SQL("({} AND {})").format(
                store.engine.contains_any(column, columns[name], [word.lower() for word in words]), where
            )
            for words, where in looked_for
            if words
        ]
        return sql.SQL("(({}) AND {})").format(
            sql.SQL(" OR ").join(ways), searched_where.get(name, everywhere)
        )

    contains = [holds(name) for name in searched]
    statement = sql.SQL("SELECT {} FROM {} WHERE {}").format(
        sql.SQL(", ").join(
            sql.SQL("coalesce(sum(CASE WHEN {} THEN 1 ELSE 0 END), 0)").format(c) for c in contains
        ),
        table_name(table.table, store),
        sql.SQL(" OR ").join(contains),
    )
    with store.reading() as session:
        (counts,) = session.all(statement)
    return {name: int(rows) for name, rows in zip(searched, counts, strict=True) if rows}


def _proofs(store: Store, table: TableMap) -> dict[str, Composable]:
    """Return the condition that the store verified an identifier, by its column in this table."""
    return {
        one.column: store.engine.is_true(column_name(table.table, one.verified, store))
        for person in store.map.people.values()
        for identifiers in person.identifiers.values()
        for one in identifiers
        if one.verified and (one.table or person.table) == table.table
    }


def _shared(store: Store, table: TableMap, located: Located) -> dict[str, Composable]:
    """Return the condition that a row is nobody else's, by the columns in which people have what others may have too."""
    names = {
        one.column
        for person in store.map.people.values()
        for kind in SHARED
        for one in person.identifiers.get(kind, ())
        if (one.table or person.table) == table.table
    }
    if not names:
        return {}
    return dict.fromkeys(names, _alone(store, table, located))


def _alone(store: Store, table: TableMap, located: Located) -> Composable:
    """Return the condition that a row is nobody else's."""
    return sql.SQL("({}) IS NOT TRUE").format(others_rows_of(table, located, store))
