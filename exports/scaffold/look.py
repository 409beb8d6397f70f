"""Look at an unknown database: its catalogue, and at most some rows of each table. What was sampled stays in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psycopg import sql

from accounts.clock import today
from accounts.databases.catalogue import Column, ForeignKey, LiveSchema, Relation
from accounts.errors import DomainError
from exports.scaffold.signs import Sign, sign_of
from exports.scaffold.words import joined, singular
from exports.stores.shape import read_live
from exports.stores.store import Store

ROWS = 200
"""Rows sampled of a table."""
LETTERS = 200
"""Letters read of a value."""
STATEMENT_MS, LOCK_MS = 5000, 1000
UNREAD = {"bytea", "blob", "tinyblob", "mediumblob", "longblob", "binary", "varbinary", "geometry"}
"""Types whose values say nothing to somebody who only looks at text."""


@dataclass
class SeenTable:
    """One table as it was found, and what its columns seem to be."""

    relation: Relation
    name: str
    """What the map calls it: its name, or with its schema where that is not the store's usual one."""
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    signs: dict[str, Sign] = field(default_factory=dict)
    kinds: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of columns that say which table a row belongs to: the name of each table, and how the column writes it."""
    repeated: set[str] = field(default_factory=set)
    """Columns in which a value stands twice: they tell nobody apart."""
    sampled: bool = True

    @property
    def word(self) -> str:
        """Return the name in the database, which says what its rows are."""
        return self.relation[1]

    def of_kind(self, *kinds: str) -> list[str]:
        """Return the columns that seem to be of one of these kinds, in order."""
        return [name for name in self.columns if self.signs[name].kind in kinds]


@dataclass(frozen=True)
class Seen:
    """A database as it was found."""

    tables: Mapping[str, SeenTable]
    references: list[ForeignKey]
    live: LiveSchema
    usual: str
    """The schema of the store."""

    @property
    def names(self) -> dict[Relation, str]:
        """Return what the map calls each table."""
        return {table.relation: name for name, table in self.tables.items()}

    def called(self, word: str, near: SeenTable) -> SeenTable | None:
        """Return the table whose name in the singular is this, first of those in the same schema as another."""
        found = [table for table in self.tables.values() if word and singular(table.word) == word]
        return min(found, key=lambda one: one.relation[0] != near.relation[0], default=None)


def look(store: Store, *others: str) -> Seen:
    """Return the tables of the store's schema and of others with what their columns seem to hold. Raise StoreUnavailable, StoreFault.

    Reads at most ROWS rows of a table, the beginning of each value, with a limit on the time; a table that cannot be
    sampled is judged by its names alone.
    """
    live = read_live(store, *others)
    usual = store.map.schema or store.engine.default_schema
    called = {at: at[1] if at[0] == usual else f"{at[1]} in {at[0]}" for at in live.columns}
    # The usual schema last: where two tables are called the same, its one is meant.
    names = {singular(at[1]): called[at] for at in sorted(called, key=lambda at: at[0] == usual)}
    tables = {}
    for relation, columns in sorted(live.columns.items()):
        key = _key(columns, live.unique_keys.get(relation, []))
        table = SeenTable(relation, called[relation], columns, key)
        _judge(store, table, names)
        tables[table.name] = table
    return Seen(tables, live.references, live, usual)


def _key(columns: Mapping[str, Column], unique: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the columns that tell rows apart; none where nothing does."""
    sound = [names for names in unique if not any(columns[name].nullable for name in names)]
    return min(
        sound,
        key=lambda names: (not any("id" in joined(n).split("_") for n in names), len(names)),
        default=(),
    )


def _judge(store: Store, table: SeenTable, names: Mapping[str, str]) -> None:
    """Say what each column seems to be, from its name and from some values that are forgotten at once."""
    readable = [name for name, column in table.columns.items() if column.base not in UNREAD]
    try:
        rows = _sample(store, table, readable)
    except DomainError:
        rows, table.sampled = [], False
    for name, column in table.columns.items():
        place = readable.index(name) if name in readable else None
        values = [] if place is None else [value for row in rows if (value := row[place]) is not None]
        table.signs[name] = sign_of(column, values, today())
        if len({value.casefold() for value in values}) < len(values):
            table.repeated.add(name)
        if joined(name).endswith("type"):
            found = {names.get(singular(_last(value)), ""): value for value in values}
            table.kinds[name] = {owner: value for owner, value in found.items() if owner}


def _last(value: str) -> str:
    """Return the last part of a name that is written with its package, as in shop.user."""
    for sign in ("\\", "::", "."):
        value = value.rpartition(sign)[2]
    return value


def _sample(store: Store, table: SeenTable, columns: list[str]) -> list[tuple[str | None, ...]]:
    if not columns:
        return []
    with (
        store.reading() as session,
        session.engine.bounded(session.cursor, statement_ms=STATEMENT_MS, lock_ms=LOCK_MS),
    ):
        picked = [
            sql.SQL("substr({}, 1, {})").format(
                session.engine.text(sql.Identifier(name)), sql.SQL(str(LETTERS))
            )
            for name in columns
        ]
        rows = session.all(
            sql.SQL("SELECT {} FROM {} LIMIT {}").format(
                sql.SQL(", ").join(picked), sql.Identifier(*table.relation), sql.SQL(str(ROWS))
            )
        )
    return [tuple(None if value is None else str(value) for value in row) for row in rows]
