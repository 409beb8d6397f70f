"""What becomes of a row that several people share when one of them is erased: only what names that one goes."""

from collections.abc import Iterator, Mapping

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import TableMap
from exports.stores.located import Located
from exports.stores.predicate import Way, column_name, names_the_person
from exports.stores.store import Store
from exports.stores.targets import targets


def reductions(
    table: TableMap,
    columns: Mapping[str, Column],
    pseudonym: str,
    located: Located,
    store: Store,
) -> dict[str, Composable]:
    """Return the SQL value of every column that changes in a shared row, by name.

    A column changes where it names the person, or where `whose` says that the column which does names them. An array of
    keys loses the person's. Everything else belongs to whoever else has the row. Raise CannotClear.
    """
    engine = store.engine
    wanted = targets(engine, table, columns, pseudonym)
    values: dict[str, Composable] = {}
    for name, naming in _named_by(table):
        if name in wanted:
            own = names_the_person(naming, table, located, store)
            values[name] = sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(
                own, wanted[name], column_name(table.table, name, store)
            )
    for ref, way in _arrays(table, located, store):
        column = columns.get(ref.name)
        if column is not None and not ref.inside:
            values[ref.name] = engine.elements_except(column_name(table.table, ref.name, store), column, way)
    return values


def _named_by(table: TableMap) -> Iterator[tuple[str, str]]:
    """Yield each column that is one person's alone, and the column that says whose."""
    starts = {path.hops[0].columns[0] for path in table.paths if path.hops and len(path.hops[0].columns) == 1}
    starts |= {path.identifier.column for path in table.paths if path.identifier and not path.hops}
    for name in sorted(table.columns):
        if ColumnRef(name) in starts:
            yield name, name
    for field in table.fields:
        if field.whose or (field.mask_others and ColumnRef(field.column) not in starts):
            yield field.column, field.whose or field.column


def _arrays(table: TableMap, located: Located, store: Store) -> Iterator[tuple[ColumnRef, Composable]]:
    """Yield each array of keys a path starts from, and the query that gives the person's elements."""
    for path in table.paths:
        if path.hops and path.hops[0].columns[0].many:
            query = Way(table, path, located, store).first_query()
            if query is not None:
                yield path.hops[0].columns[0], query
