"""Read the roster from the person tables of a store, piece by piece in the order of their key."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from accounts.databases import engine_for
from accounts.databases.engine import Session
from accounts.datamap.places import IdentifierColumn
from accounts.datamap.vocabulary import PersonTable, StoreMap
from accounts.errors import DomainError
from accounts.roster.entries import ABOUT, IDENTIFIERS, RosterEntry, entry_of_row

Part = str | int
Key = tuple[Part, ...]
Row = tuple[Any, ...]
_BYTES = "\x00bytes:"
"""How a part of a key that is bytes begins when it is kept as text; no text has a NUL."""


class NoRoster(DomainError):
    """The store does not say which column is a person's number."""

    code = "no_roster"


class RosterUnreadable(DomainError):
    """The store's database cannot be reached, or is not as the data map says."""

    code = "roster_unreadable"
    message = _("The database of the store cannot be read now.")


@dataclass(frozen=True)
class Piece:
    """Some people and the key of the last row read; without a key the table is through."""

    entries: list[RosterEntry]
    unusable: int
    last: list[Part] | None


def people_tables(store: StoreMap) -> list[PersonTable]:
    """Return the tables whose rows are people with a number. Raise NoRoster when there is none."""
    people = [person for person in store.people.values() if "platform_id" in person.identifiers]
    if not people:
        raise NoRoster(f"No table of the store {store.key} has a platform_id. Name it under people.")
    return people


def read_piece(store: StoreMap, person: PersonTable, after: Sequence[Part], limit: int) -> Piece:
    """Return the next people behind a key. Raise RosterUnreadable.

    The row is compared as a whole with the last one, so an index on the key serves however far the run has come. Only
    identifiers that the company has verified are taken, those in other tables with one statement a table. Each
    piece is a transaction of its own: nothing is held open over the run.
    """
    with _session(store) as session:
        return _Reader(store, person, session).piece(after, limit)


@contextmanager
def _session(store: StoreMap) -> Iterator[Session]:
    connection = connections[store.database]
    engine = engine_for(connection)
    try:
        with transaction.atomic(using=store.database), engine.cursor() as cursor, engine.faults():
            yield Session(engine, cursor)
    except (DatabaseError, InterfaceError) as error:
        if isinstance(error, OperationalError | InterfaceError) and not connection.in_atomic_block:
            connection.close()
        raise RosterUnreadable from error


@dataclass(frozen=True)
class _Reader:
    store: StoreMap
    person: PersonTable
    session: Session

    def piece(self, after: Sequence[Part], limit: int) -> Piece:
        person = self.person
        own = [(kind, one) for kind, one in self._columns() if not one.table]
        about = [(name, person.roster[name]) for name in ABOUT if name in person.roster]
        told = [name for name, _column in about]
        number = person.identifiers["platform_id"][0]
        here = None if number.table else number
        picked = [self._name(person.table, column) for column in person.key]
        picked += [self._text(person.table, number.column)] if here else []
        picked += [self._verified(person.table, one) for _kind, one in own]
        picked += [self._text(person.table, column) for _name, column in about]
        keys = [self._name(person.table, column) for column in person.key]
        statement = sql.SQL("SELECT {} FROM {}{} ORDER BY {} LIMIT {}").format(
            sql.SQL(", ").join(picked),
            self._table(person.table),
            sql.SQL(" WHERE {}").format(_behind(keys, after)) if after else sql.SQL(""),
            sql.SQL(", ").join(keys),
            sql.Literal(limit),
        )
        rows = self.session.all(statement)
        width = len(person.key)
        elsewhere = self._elsewhere(rows, width)
        entries, unusable = [], 0
        for row in rows:
            beside = elsewhere.get(tuple(map(plain, row[:width])), []) if elsewhere else []
            values = row[width:]
            if here:
                given, values = values[0], values[1:]
            else:
                given = next((value for kind, value in beside if kind == "platform_id"), None)
            pairs = [(kind, value) for (kind, _one), value in zip(own, values, strict=False)]
            pairs += [pair for pair in beside if pair[0] != "platform_id"]
            said = dict(zip(told, values[len(own) :], strict=True))
            entry = entry_of_row(given, pairs, said)
            if entry is None:
                unusable += 1
            else:
                entries.append(entry)
        last = [plain(part) for part in rows[-1][:width]] if len(rows) == limit else None
        return Piece(entries, unusable, last)

    def _columns(self) -> Iterator[tuple[str, IdentifierColumn]]:
        for kind in IDENTIFIERS:
            for one in self.person.identifiers.get(kind, ()):
                yield kind, one

    def _elsewhere(self, rows: Sequence[Row], width: int) -> dict[Key, list[tuple[str, Any]]]:
        """Return what other tables say of these rows, by their key."""
        columns = [*self._columns(), ("platform_id", self.person.identifiers["platform_id"][0])]
        columns = [(kind, one) for kind, one in columns if one.table]
        found: dict[Key, list[tuple[str, Any]]] = {}
        if not rows or not columns:
            return found
        keys = [tuple(map(plain, row[:width])) for row in rows]
        for kind, one in columns:
            link = [self._name(one.table, column) for column in one.link]
            statement = sql.SQL("SELECT {}, {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(link),
                self._verified(one.table, one),
                self._table(one.table),
                _among(link, keys),
            )
            for *key, value in self.session.all(statement):
                if value is not None:
                    found.setdefault(tuple(map(plain, key)), []).append((kind, value))
        for pairs in found.values():
            pairs.sort()
        return found

    def _table(self, table: str) -> sql.Identifier:
        declared = self.store.tables[table]
        schema = declared.schema or self.store.schema or self.session.engine.default_schema
        return sql.Identifier(schema, declared.relation) if schema else sql.Identifier(declared.relation)

    def _name(self, table: str, column: str) -> sql.Composable:
        return sql.SQL("{}.{}").format(self._table(table), sql.Identifier(column))

    def _text(self, table: str, column: str) -> sql.Composable:
        return self.session.engine.text(self._name(table, column))

    def _verified(self, table: str, one: IdentifierColumn) -> sql.Composable:
        value = self._text(table, one.column)
        if not one.verified:
            return value
        proof = self.session.engine.is_true(self._name(table, one.verified))
        return sql.SQL("CASE WHEN {} THEN {} END").format(proof, value)


def _behind(keys: Sequence[sql.Composable], after: Sequence[Part]) -> sql.Composable:
    last = [_literal(part) for part in after]
    if len(keys) == 1:
        return sql.SQL("{} > {}").format(keys[0], last[0])
    return sql.SQL("({}) > ({})").format(sql.SQL(", ").join(keys), sql.SQL(", ").join(last))


def _among(columns: Sequence[sql.Composable], keys: Sequence[Key]) -> sql.Composable:
    if len(columns) == 1:
        values = sql.SQL(", ").join(_literal(key[0]) for key in keys)
        return sql.SQL("{} IN ({})").format(columns[0], values)
    rows = sql.SQL(", ").join(
        sql.SQL("({})").format(sql.SQL(", ").join(_literal(part) for part in key)) for key in keys
    )
    return sql.SQL("({}) IN ({})").format(sql.SQL(", ").join(columns), rows)


def plain(part: Any) -> Part:
    """Return one part of a key as it is compared and kept."""
    if isinstance(part, datetime):
        return part.isoformat(" ")
    if isinstance(part, date | time):
        return part.isoformat()
    if isinstance(part, Decimal):
        return format(part, "f")
    if isinstance(part, bytes | bytearray | memoryview):
        return f"{_BYTES}{bytes(part).hex()}"
    return part if isinstance(part, int) and not isinstance(part, bool) else str(part)


def _literal(part: Part) -> sql.Literal:
    if isinstance(part, str) and part.startswith(_BYTES):
        return sql.Literal(bytes.fromhex(part.removeprefix(_BYTES)))
    return sql.Literal(part)
