"""What becomes of a row that several people share when one of them is erased: only what names that one goes."""

from collections.abc import Iterator, Mapping

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable, Engine
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import Path, TableMap
from exports.stores.located import Located
from exports.stores.predicate import NOBODY, Way, column_name, names_the_person, reached_by
from exports.stores.store import Store
from exports.stores.targets import STAYS, handling, targets


def reductions(
    table: TableMap,
    columns: Mapping[str, Column],
    pseudonym: str,
    located: Located,
    store: Store,
) -> dict[str, Composable]:
    """Return the SQL value of every column that changes in a shared row, by name.

    A column changes where it leads to the person or names them, or where `whose` says that the column which does names
    them. An array of keys loses the person's, a document the place that names them. Everything else belongs to whoever
    else has the row. Raise CannotClear.
    """
    wanted = targets(store.engine, table, columns, pseudonym)
    values: dict[str, Composable] = {}
    for name, own in _named_by(table, located, store):
        if name in wanted:
            values[name] = sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(
                own, wanted[name], column_name(table.table, name, store)
            )
    for ref, path in _places(table):
        column = columns.get(ref.name)
        if column is not None and handling(table)[ref.name].kind not in STAYS:
            value = values.get(ref.name, column_name(table.table, ref.name, store))
            way = Way(table, path, located, store)
            values[ref.name] = _without(value, ref, way, column, store.engine)
    return values


def let_go(table: TableMap, path: Path) -> frozenset[str]:
    """Return the columns that are emptied where this path leads to the person, so that the row lets go of them.

    What the map keeps is not among them, nor what another path needs as well: two people of one tenant
    share its number.
    """
    handled = handling(table)
    plain = {ref.name for ref in path.starts if ref.plain}
    free = {name for name in plain if name in handled and handled[name].kind not in STAYS}
    elsewhere = {ref.name for other in table.paths if other != path for ref in other.starts}
    alone = len(path.starts) == 1
    return frozenset(free if alone else (free - elsewhere) or free)


def _named_by(table: TableMap, located: Located, store: Store) -> Iterator[tuple[str, Composable]]:
    """Yield each column that is one person's alone, and the condition that it is this one's."""
    leading: dict[str, list[Path]] = {}
    for path in table.paths:
        for name in let_go(table, path):
            leading.setdefault(name, []).append(path)
    for name in sorted(leading):
        yield name, reached_by(leading[name], table, located, store)
    for field in table.fields:
        if field.column not in leading and (field.whose or field.mask_others):
            yield field.column, names_the_person(field.whose or field.column, table, located, store)


def _places(table: TableMap) -> Iterator[tuple[ColumnRef, Path]]:
    """Yield each array of keys and each place in a document from which a path starts."""
    for path in table.paths:
        for ref in path.starts:
            if not ref.plain:
                yield ref, path


def _without(value: Composable, ref: ColumnRef, way: Way, column: Column, engine: Engine) -> Composable:
    """Return an array without the person's elements, or a document without the place that leads to them."""
    if ref.many:
        query = way.first_query()
        return value if query is None else engine.elements_except(value, column, query, ref.inside)
    emptied = engine.cast(engine.without(value, [ref.inside]), column)
    return sql.SQL("CASE WHEN {} THEN {} ELSE {} END").format(way.mine() or NOBODY, emptied, value)
