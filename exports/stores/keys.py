"""Cut a large table between keys, so that its rows are read in several pieces, also side by side.

Every piece is what lies behind one key up to another, in the order of the database; the first and the last are open. So a
row is in one piece and no other, whatever is added or goes away meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from psycopg import sql

from accounts.databases.render import Among
from accounts.datamap.vocabulary import TableMap
from exports.stores.located import Located
from exports.stores.predicate import Composable, column_name, rows_of, table_name
from exports.stores.shape import live_tables
from exports.stores.store import Store

Key = tuple[int | str, ...]


@dataclass(frozen=True)
class Keys:
    """The keys behind `after` up to `until`; an end that is None is open."""

    after: Key | None = None
    until: Key | None = None

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> "Keys":
        """Return what `as_data` wrote down; nothing is every key."""
        after, until = (tuple(end) if end else None for end in data or (None, None))
        return cls(after, until)

    def as_data(self) -> list[Any]:
        """Return JSON-native data; nothing for every key."""
        return [] if self == EVERY_KEY else [list(end) if end else None for end in (self.after, self.until)]

    def narrow(self, condition: Composable, table: TableMap, store: Store) -> Composable:
        """Return the condition with the one that the row's key is among these."""
        columns = _columns(table, store)
        for sign, end in ((">", self.after), ("<=", self.until)):
            if end is not None:
                values = sql.SQL(", ").join(map(sql.Literal, end))
                condition = sql.SQL("{} AND ({}) {} ({})").format(condition, columns, sql.SQL(sign), values)
        return condition


EVERY_KEY = Keys()


def cut(store: Store, table: TableMap, located: Located, *, rows: int, every: int) -> list[Keys]:
    """Return pieces of about `every` of the person's rows, of which there are about `rows`; one piece where it cannot be cut.

    One query, which numbers the keys. It can be cut where no part of the key may be missing and each is a whole number
    or a UUID: texts may be anything, and compare by the rules of a language. Raise StoreUnavailable, StoreFault.
    """
    if rows <= every or not table.key or not _never_missing(table, store):
        return [EVERY_KEY]
    keys = [column_name(table.table, column, store) for column in table.key]
    names = [sql.Identifier(f"k{number}") for number in range(len(keys))]
    numbered = sql.SQL("SELECT {}, row_number() OVER (ORDER BY {}) AS place FROM {} WHERE {}").format(
        sql.SQL(", ").join(sql.SQL("{} AS {}").format(*pair) for pair in zip(keys, names, strict=True)),
        sql.SQL(", ").join(keys),
        table_name(table.table, store),
        rows_of(table, located, store),
    )
    statement = sql.SQL("SELECT {} FROM ({}) numbered WHERE {} ORDER BY place").format(
        sql.SQL(", ").join(names),
        numbered,
        Among(sql.Identifier("place"), range(every, rows, every)),
    )
    with store.reading() as session:
        found = [[_part(value) for value in row] for row in session.all(statement)]
    if any(part is None for key in found for part in key):
        return [EVERY_KEY]
    ends = [None, *(tuple(part for part in key if part is not None) for key in found), None]
    return [Keys(after, until) for after, until in pairwise(ends)]


def _columns(table: TableMap, store: Store) -> Composable:
    return sql.SQL(", ").join(column_name(table.table, column, store) for column in table.key)


def _never_missing(table: TableMap, store: Store) -> bool:
    columns = live_tables(store).columns.get((store.schema_of(table), table.relation), {})
    return all(column in columns and not columns[column].nullable for column in table.key)


def _part(value: object) -> int | str | None:
    """Return a part of a key as JSON holds it and a statement takes it, or None where a table is not cut by such."""
    if isinstance(value, UUID):
        return str(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
