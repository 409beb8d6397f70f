"""SQLite: a file that anything may stand in. Rows are found again by their number, and Python lends it what it lacks."""

import json
import os
import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from time import monotonic as time_now
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import sql

from accounts.databases import sqlite_catalogue, sqlite_documents
from accounts.databases.catalogue import Column, LiveSchema, Relation
from accounts.databases.engine import Address, Composable, Engine, Output, Right
from accounts.databases.keyed import by_key, is_among
from accounts.databases.render import Among, render
from accounts.databases.sqlite_functions import teach
from accounts.databases.words import NO, bytes_of, written_forms

_FETCH = 1000
_ASK_LATER = ("locked", "busy", "unable to open", "disk i/o", "interrupted", "disk is full")
_LARGEST = 2**63
_MANY = 500
_STEPS = 100_000
_CONSTRAINT = re.compile(r"(?:FOREIGN KEY|NOT NULL|UNIQUE|CHECK) constraint failed(?:: [\w., ]+)?")


class SQLite(Engine):
    """The engine of SQLite 3.38 and later."""

    dates_are_text = True
    collates = True
    typed = False

    # Running -------------------------------------------------------------------------------------------------

    def execute(self, cursor: Any, statement: Composable) -> None:
        """Run a statement with its values beside it."""
        self._taught()
        cursor.execute(*self._rendered(statement))

    @contextmanager
    def snapshot(self, cursor: Any) -> Iterator[None]:
        """Refuse changes. A transaction that only reads sees what it began with by itself."""
        raw = self._taught()
        cursor.execute("PRAGMA query_only = 1")
        try:
            yield
        finally:
            # Past Django, which lets nothing through once an error broke the transaction.
            raw.execute("PRAGMA query_only = 0")

    @contextmanager
    def bounded(self, cursor: Any, *, statement_ms: int, lock_ms: int) -> Iterator[None]:
        """Limit the waiting for another writer, and the whole block: the file is read by this very process."""
        raw, until = self._taught(), time_now() + statement_ms / 1000
        (before,) = raw.execute("PRAGMA busy_timeout").fetchone()
        raw.execute(f"PRAGMA busy_timeout = {lock_ms:d}")
        raw.set_progress_handler(lambda: int(time_now() > until), _STEPS)
        try:
            yield
        finally:
            raw.set_progress_handler(None, 0)
            raw.execute(f"PRAGMA busy_timeout = {before:d}")

    def refusal(self, error: BaseException) -> str:
        """Return which kind of constraint failed, with its columns; what a trigger says may hold values."""
        said = str(error)
        return said if _CONSTRAINT.fullmatch(said) else type(error).__name__

    def stream(self, cursor: Any, statement: Composable) -> Iterator[tuple[Any, ...]]:
        """Yield rows as SQLite steps through them."""
        self._taught()
        with closing(self.connection.cursor()) as rows:
            rows.execute(*self._rendered(statement))
            while some := rows.fetchmany(_FETCH):
                yield from some

    def documents(self, cursor: Any, outputs: Sequence[Output], source: Composable) -> Iterator[bytes]:
        """Yield what json_object makes of each row; it takes so many values at a time."""
        objects = sql.SQL(", ").join(sqlite_documents.objects(outputs))
        for parts in self.stream(cursor, sql.SQL("SELECT {} {}").format(objects, source)):
            yield sqlite_documents.one_line(parts)

    def refused(self, error: Exception) -> bool:
        """Return whether the file was reached: a missing table and a bad statement are operational errors here as well."""
        return not any(word in str(error).lower() for word in _ASK_LATER)

    # Reading the catalogue -----------------------------------------------------------------------------------

    @property
    def default_schema(self) -> str:
        """Return the name of the file that is opened first."""
        return "main"

    def read_schema(self, schemas: Iterable[str]) -> LiveSchema:
        """Return the tables by SQLite's pragmas."""
        with self.connection.cursor() as cursor:
            return sqlite_catalogue.read(cursor, sorted(schemas))

    def read_collations(self, schema: str, relation: str) -> Mapping[str, str]:
        """Return the collations of the columns of unique keys; of no other column does SQLite say it."""
        with self.connection.cursor() as cursor:
            return sqlite_catalogue.collations(cursor, schema, relation)

    def comparable(self, one: Column, other: Column) -> bool:
        """Return True: what a column is declared to be says little of what stands in it."""
        return True

    def may(self, right: Right, schema: str, relation: str) -> bool:
        """Return whether the file is opened for writing and the system lets this process do so; there are no roles."""
        if right == "SELECT":
            return True
        name = str(self.connection.settings_dict["NAME"])
        if not name.startswith("file:"):
            return os.access(name, os.W_OK)
        return "mode=ro" not in urlsplit(name).query and os.access(
            Path(unquote(urlsplit(name).path)), os.W_OK
        )

    # Expressions ---------------------------------------------------------------------------------------------

    def text(self, value: Composable) -> Composable:
        """Return the value as a text that equals only what is the same letter for letter."""
        return sql.SQL("(CAST({} AS TEXT) COLLATE BINARY)").format(value)

    def lower(self, value: Composable) -> Composable:
        """Return the text in lower case, letters beyond ASCII too."""
        return sql.SQL("candor_lower(CAST({} AS BLOB))").format(value)

    def moment(self, value: Composable) -> Composable:
        """Return the text with a blank between day and time, as one of the two customary ways has it."""
        return sql.SQL("replace(CAST({} AS TEXT), 'T', ' ')").format(value)

    def same(self, value: Composable) -> tuple[Composable, ...]:
        """Return the value as it stands, for its index; columns compare as they are declared, NOCASE too."""
        return (value,)

    def matched(
        self, column: Composable, key: Composable, own: str, rule: str
    ) -> tuple[tuple[Composable, ...], tuple[Composable, ...]]:
        """Compare by the key's collation, as a foreign key does, whatever the column's own is."""
        return ((_by(column, rule) if rule else column),), (key,)

    def refers(self, column: Composable, values: Sequence[Any], own: str, rule: str) -> Composable:
        """Compare by the key's collation; an index on the column serves if it is ordered by it."""
        if rule.upper() == "BINARY":
            return super().refers(column, values, own, rule)
        stored, texts = _stored(values)
        as_text = _by(sql.SQL("CAST({} AS TEXT)").format(column), rule)
        return sql.SQL("({} AND {})").format(_among(_by(column, rule), stored), _among(as_text, texts))

    def digits(self, value: Composable) -> Composable:
        """Return the text without what is no digit."""
        return sql.SQL("candor_digits(CAST({} AS BLOB))").format(value)

    def is_true(self, value: Composable) -> Composable:
        """Return the condition."""
        no = sql.SQL(", ").join(map(sql.Literal, NO))
        return sql.SQL("({0} IS NOT NULL AND LOWER(CAST({0} AS TEXT)) NOT IN ({1}))").format(value, no)

    def differs(self, one: Composable, other: Composable, column: Column) -> Composable:
        """Compare letter by letter; values of different types are different, after the column's own conversion."""
        return sql.SQL("({} COLLATE BINARY) IS NOT ({})").format(one, other)

    def inside(self, value: Composable, keys: Sequence[str]) -> Composable:
        """Return the text at a place."""
        return _call("candor_inside", _any(value), sql.Literal(json.dumps(list(keys))))

    def without(self, value: Composable, places: Sequence[Sequence[str]]) -> Composable:
        """Remove the places."""
        if not places:
            return value
        return _call("candor_without", _any(value), sql.Literal(json.dumps([list(keys) for keys in places])))

    def rebuilt(
        self,
        column: Column,
        value: Composable,
        kept: Sequence[Sequence[str]],
        put: Mapping[tuple[str, ...], Any],
    ) -> Composable:
        """Build the new document."""
        wanted = json.dumps([[list(keys), plain] for keys, plain in put.items()])
        places = json.dumps([list(keys) for keys in kept])
        return _call("candor_rebuilt", _any(value), sql.Literal(places), sql.Literal(wanted))

    def elements_among(self, value: Composable, keys: Sequence[str], values: Composable) -> Composable:
        """Return the condition for a JSON array, the only kind of array there is."""
        found = _call("candor_elements", _any(value), sql.Literal(json.dumps(list(keys))))
        return sql.SQL("EXISTS (SELECT 1 FROM json_each({}) AS one WHERE one.value IN ({}))").format(
            found, values
        )

    def elements_except(
        self, value: Composable, column: Column, values: Composable, keys: Sequence[str] = ()
    ) -> Composable:
        """Return the rest of a JSON array, in its order."""
        gone = sql.SQL("(WITH one (element) AS ({}) SELECT json_group_array(element) FROM one)").format(
            values
        )
        return _call("candor_excepted", _any(value), sql.Literal(json.dumps(list(keys))), gone)

    def literal(self, value: Any, column: Column) -> Composable:
        """Return the value; the column converts it."""
        return sql.SQL("NULL") if value is None else sql.Literal(value)

    def neutral(self, column: Column) -> Composable | None:
        """Return an empty document, or no bytes."""
        if column.base == "json":
            return sql.Literal("{}")
        return sql.Literal(b"") if column.base == "blob" else None

    def fingerprint(self, value: Composable) -> Composable:
        """Return the beginning of the MD5 sum: it only has to differ."""
        return _call("candor_fingerprint", value)

    def joined(self, parts: Sequence[Composable]) -> Composable:
        """Return the texts joined by the operator of the standard."""
        return sql.SQL("({})").format(sql.SQL(" || ").join(parts))

    def last(self, value: Composable, length: int) -> Composable:
        """Return the end of the text."""
        return sql.SQL("substr({}, {})").format(value, sql.Literal(-length))

    def contains_any(self, value: Composable, column: Column | None, words: Sequence[str]) -> Composable:
        """Look in the value's text, whatever it was declared to be; for words as documents write them, too."""
        low = self.lower(value)
        found = [sql.SQL("instr({}, {}) > 0").format(low, sql.Literal(form)) for form in written_forms(words)]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(found))

    def document_of(self, value: Composable, column: Column | None) -> Composable:
        """Return the JSON of the value; without a column it is a text."""
        return sqlite_documents.document_of(value, column)

    def locked(self) -> Composable:
        """Return nothing: whoever writes has the file alone."""
        return sql.SQL("")

    def address(self, relation: Relation, key: Sequence[str]) -> Address:
        """Return the numbers of rows; a table without them has a primary key."""
        number = self._number(*relation)
        columns = [number] if number else [sql.Identifier(part) for part in key]
        return Address(tuple(columns), by_key(columns, "IS", "VALUES "))

    # How statements are written ------------------------------------------------------------------------------

    def _rendered(self, statement: Composable) -> tuple[str, list[Any]]:
        text, values = render(statement, _quoted, _spelled, self._one_of)
        return text, [_beside(value) for value in values]

    def _one_of(self, one: Among) -> Composable:
        """Write the condition so that an index serves it, whatever type a value was stored in, and nothing else meets it."""
        texts = {str(value) for value in one.values}
        raw = [value for value in map(bytes_of, texts) if value is not None]
        exactly = _among(self.text(one.value), sorted(texts))
        if isinstance(one.value, sql.Identifier):
            stored, written = _stored(one.values)
            exactly = _among(self.text(one.value), written)
            exactly = sql.SQL("{} AND {}").format(_among(one.value, stored), exactly)
        if raw:
            exactly = sql.SQL("{} OR {}").format(exactly, is_among(one.value, raw))
        return sql.SQL("({})").format(exactly)

    def _number(self, schema: str, relation: str) -> Composable | None:
        """Return a name of the rows' number that no column has taken, or None where rows have none."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT wr FROM pragma_table_list WHERE schema = %s AND name = %s", [schema, relation]
            )
            if any(without for (without,) in cursor.fetchall()):
                return None
            cursor.execute("SELECT lower(name) FROM pragma_table_xinfo(%s, %s)", [relation, schema])
            taken = {name for (name,) in cursor.fetchall()}
        free = [name for name in ("rowid", "_rowid_", "oid") if name not in taken]
        return sql.SQL(free[0]) if free else None

    def _taught(self) -> sqlite3.Connection:
        """Return the driver's connection, which knows our functions from its first use on."""
        self.connection.ensure_connection()
        raw: sqlite3.Connection = self.connection.connection
        if getattr(self.connection, "candor_taught", None) is not raw:
            teach(raw)
            self.connection.candor_taught = raw
        return raw


def _any(value: Composable) -> Composable:
    return sql.SQL("CAST({} AS BLOB)").format(value)


def _call(name: str, *arguments: Composable) -> Composable:
    return sql.SQL("{}({})").format(sql.SQL(name), sql.SQL(", ").join(arguments))


def _among(value: Composable, values: Sequence[str | int]) -> Composable:
    """Return `value IN (…)`; many values go as one JSON array, since a statement has places for 32,766 only."""
    if len(values) <= _MANY:
        return is_among(value, values)
    return sql.SQL("{} IN (SELECT value FROM json_each({}))").format(value, sql.Literal(json.dumps(values)))


def _by(value: Composable, collation: str) -> Composable:
    return sql.SQL("{} COLLATE {}").format(value, sql.Identifier(collation))


def _stored(values: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """Return the values as they may stand in a cell, as numbers and as texts, and how those are written as texts."""
    texts = {str(value) for value in values}
    numbers = {int(text) for text in texts if _plain_number(text)}
    return [*sorted(numbers), *sorted(texts)], sorted(texts | {f"{number}.0" for number in numbers})


def _plain_number(text: str) -> bool:
    return (
        text.removeprefix("-").isdecimal()
        and text.isascii()
        and str(int(text)) == text
        and abs(int(text)) < _LARGEST
    )


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _spelled(value: Any) -> str | None:
    return str(int(value)) if isinstance(value, bool) else None


def _beside(value: Any) -> Any:
    """Return a value of a type the driver takes, as SQLite's own functions would write it."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID) or (isinstance(value, int) and abs(value) >= _LARGEST):
        return str(value)
    return value
