"""Look again: whether anything of an erased person still stands in a store, and where. Says places, never values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from psycopg import sql

from accounts.databases.catalogue import Column
from accounts.databases.engine import Composable
from accounts.datamap.vocabulary import Hop, Path, TableMap
from exports.stores.located import Key, Located
from exports.stores.pieces import differs
from exports.stores.predicate import (
    NOBODY,
    column_name,
    key_rules,
    keys_among,
    others_rows_of,
    points_at,
    rows_of,
    table_name,
    value_of,
    when,
)
from exports.stores.reduce import let_go, reductions
from exports.stores.shape import shape
from exports.stores.standing import standing
from exports.stores.store import Store
from exports.stores.targets import targets

Anchors = Mapping[str, list[str]]
"""Keys of the person's own rows that other rows hang on, by `table.column`, noted before those rows went."""
BETWEEN = "\x1f"
"""Stands between the parts of a noted key."""
TELLING = {"email": 6, "phone": 8, "device_id": 12, "cookie_id": 12, "platform_id": 12}
"""Kinds whose values are looked for in all text, from this length on. Shorter ones and names occur by chance."""


@dataclass(frozen=True)
class Finding:
    """A place where something of the person still stands: the table, the column if it is one value, the number of rows."""

    store: str
    table: str
    column: str | None
    rows: int

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data without anything personal."""
        return asdict(self)


def telling_values(identifiers: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the identifier values that can be nobody else's wherever they stand."""
    return sorted(
        {
            value
            for kind, values in identifiers.items()
            for value in values
            if kind in TELLING and len(value) >= TELLING[kind]
        }
    )


def anchors(store: Store, located: Located) -> dict[str, list[str]]:
    """Return what other rows hang on in the person's rows that will be deleted, where it is no key of theirs.

    Noted before the erasure, it finds what was added to such a row while it was being erased.
    """
    ends = {
        (hop.table, hop.targets)
        for table in store.map.tables.values()
        for path in table.paths
        for hop in path.hops
        if store.map.tables[hop.table].erase == "delete" and not _is_person(hop, store)
    }
    noted = {}
    with store.reading() as session:
        for table, columns in sorted(ends):
            statement = sql.SQL("SELECT DISTINCT {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(
                    session.engine.text(column_name(table, column, store)) for column in columns
                ),
                table_name(table, store),
                rows_of(store.map.tables[table], located, store),
            )
            noted[_anchor(table, columns)] = [
                BETWEEN.join(row) for row in session.all(statement) if None not in row
            ]
    return noted


def _is_person(hop: Hop, store: Store) -> bool:
    """Return whether the step ends at a person's own key, which is noted as such."""
    person = store.map.people.get(hop.table)
    return person is not None and person.key == hop.targets


def _anchor(table: str, columns: Sequence[str]) -> str:
    return f"{table}.{','.join(columns)}"


def residue(
    store: Store,
    located: Located,
    values: list[str],
    *,
    pseudonym: str,
    learnt: Sequence[str] = (),
    anchored: Anchors | None = None,
    beat: Callable[[], None] | None = None,
) -> list[Finding]:
    """Return every place where the person still stands although the map says they should not.

    Rows are looked for by the declared paths and by the anchors, and the values (from `telling_values`)
    in every column of every mapped table, other people's rows too; those only `learnt`, which a household may share,
    in rows that are nobody else's. What the map retains or keeps is no finding. Every table is read as a whole: `beat` is called before each, for a worker to say that it lives.
    """
    found = []
    live = shape(store)
    for table in store.map.tables.values():
        if table.erase == "retain":
            continue
        if beat is not None:
            beat()
        columns = live.columns.get(table.table, {})
        mine = _still_mine(
            store, table, located, anchored=anchored or {}, columns=columns, pseudonym=pseudonym
        )
        if rows := _count(
            store, sql.SQL("SELECT count(*) FROM {} WHERE {}").format(table_name(table.table, store), mine)
        ):
            found.append(Finding(store.key, table.table, None, rows))
        found += [
            Finding(store.key, table.table, column, rows)
            for column, rows in standing(store, table, columns, located, values, learnt=learnt).items()
        ]
    return found


def _not_yet(
    store: Store, table: TableMap, columns: Mapping[str, Column], located: Located, pseudonym: str
) -> Composable:
    """Return the condition that a row of the person's is not yet what the map makes of it."""
    ways: list[Composable] = []
    alone: Composable = sql.SQL("1 = 1")
    if table.shared:
        others = others_rows_of(table, located, store)
        alone = sql.SQL("({}) IS NOT TRUE").format(others)
        if reduced := reductions(table, columns, pseudonym, located, store):
            ways.append(sql.SQL("({} AND {})").format(others, differs(store.engine, reduced, columns)))
    if table.erase == "delete":
        ways.append(alone)
    elif wanted := targets(store.engine, table, columns, pseudonym):
        ways.append(sql.SQL("({} AND {})").format(alone, differs(store.engine, wanted, columns)))
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways)) if ways else NOBODY


def _still_mine(
    store: Store,
    table: TableMap,
    located: Located,
    *,
    anchored: Anchors,
    columns: Mapping[str, Column],
    pseudonym: str,
) -> Composable:
    """Return the condition that a row is the person's and not what the map makes of it, or hangs on one that is gone."""
    mine = rows_of(table, located, store)
    if table.erase == "anonymise" or table.shared:
        mine = sql.SQL("({} AND {})").format(mine, _not_yet(store, table, columns, located, pseudonym))
    ways: list[Composable] = [mine]
    for path in table.paths:
        hop = path.hops[0] if path.hops else None
        noted = anchored.get(_anchor(hop.table, hop.targets), []) if hop else []
        if hop is None or not noted or (table.shared and not _lets_go(table, path)):
            continue
        hanging = _hangs_on(store, table, hop, [tuple(key.split(BETWEEN)) for key in noted])
        if table.erase == "anonymise" and not table.shared:
            wanted = targets(store.engine, table, columns, pseudonym)
            changed = differs(store.engine, wanted, columns) if wanted else NOBODY
            hanging = sql.SQL("({} AND {})").format(hanging, changed)
        ways.append(hanging)
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways))


def _lets_go(table: TableMap, path: Path) -> bool:
    """Return whether a shared row no longer has this link once the person is out of it."""
    return bool(let_go(table, path)) or any(not ref.plain for ref in path.starts)


def _hangs_on(store: Store, table: TableMap, hop: Hop, noted: Sequence[Key]) -> Composable:
    engine = store.engine
    if hop.columns[0].many:
        ref = hop.columns[0]
        each = [sql.SQL("SELECT {}").format(engine.text(sql.Literal(key[0]))) for key in noted]
        found = engine.elements_among(
            column_name(table.table, ref.name, store), ref.inside, sql.SQL(" UNION ALL ").join(each)
        )
    elif any(key_rules(hop.table, hop.targets, store)) and all(ref.plain for ref in hop.columns):
        columns = [ref.name for ref in hop.columns]
        found = points_at(table.table, columns, (hop.table, hop.targets), noted, store)
    else:
        found = keys_among(
            [engine.text(value_of(table.table, ref, store)) for ref in hop.columns], noted, store
        )
    return when(table.table, hop, found, store)


def _count(store: Store, statement: Composable) -> int:
    with store.reading() as session:
        return int(session.value(statement))
