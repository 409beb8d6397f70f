"""MySQL and MariaDB, spoken by PyMySQL: rows straight from the socket, exact comparison where theirs is lenient."""

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import DataError, InterfaceError
from psycopg import sql
from pymysql import MySQLError
from pymysql.cursors import SSCursor

from accounts.databases import mysql_catalogue, mysql_changes, mysql_documents
from accounts.databases.catalogue import Column, LiveSchema, Relation
from accounts.databases.engine import Address, Composable, Engine, Output, Right
from accounts.databases.keyed import by_key, is_among
from accounts.databases.render import Among, render
from accounts.databases.words import NO, bytes_of, written_forms

_FETCH = 1000
_ASK_LATER = {1040, 1042, 1043, 1045, 1053, 1129, 1203, 1205, 1213, 1226, 1317, 1836, 1927, 1969, 3024}
"""Errors of the server that pass: too many connections, a deadlock, a lock not got in time, a shutdown."""
_KEYS = {1216, 1217, 1451, 1452}
"""Errors of foreign keys."""
_BYTES = {"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "geometry", "bit"}


class MySQL(Engine):
    """The engine of MySQL 8 and of MariaDB 10.6 and later."""

    checks_each_row = True
    collates = True

    # Running -------------------------------------------------------------------------------------------------

    def execute(self, cursor: Any, statement: Composable) -> None:
        """Run a statement; the driver writes texts and times, everything else stands in it already."""
        cursor.execute(*self._rendered(statement))

    @contextmanager
    def snapshot(self, cursor: Any) -> Iterator[None]:
        """Begin a transaction that reads from one moment; a later one is again as the connection had it."""
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        yield

    @contextmanager
    def bounded(self, cursor: Any, *, statement_ms: int, lock_ms: int) -> Iterator[None]:
        """Set the limits of the session and put the old ones back; MySQL limits only statements that read."""
        limits = {"innodb_lock_wait_timeout": max(1, lock_ms // 1000)}
        limits |= (
            {"max_statement_time": statement_ms // 1000}
            if self._mariadb
            else {"max_execution_time": statement_ms}
        )
        cursor.execute(f"SELECT {', '.join(f'@@SESSION.{name}' for name in limits)}")
        before = cursor.fetchone()
        for name, value in limits.items():
            cursor.execute(f"SET SESSION {name} = %s", [value])
        try:
            yield
        finally:
            with suppress(MySQLError), closing(self.connection.connection.cursor()) as raw:
                for name, value in zip(limits, before, strict=True):
                    raw.execute(f"SET SESSION {name} = %s", [value])

    def refusal(self, error: BaseException) -> str:
        """Return the constraint or the number of the error; its words hold values of rows."""
        number = error.args[0] if error.args else 0
        found = re.search(r"CONSTRAINT [`\"](.+?)[`\"]", str(error)) if number in _KEYS else None
        return f"the constraint {found[1]}" if found else f"{type(error).__name__} ({number})"

    def stream(self, cursor: Any, statement: Composable) -> Iterator[tuple[Any, ...]]:
        """Yield rows as they come; Django's own cursor would first collect them all.

        The connection can do nothing else meanwhile: rather than lose rows, raise InterfaceError when it was made to.
        """
        raw = self.connection.connection
        with closing(raw.cursor(SSCursor)) as rows:
            rows.execute(*self._rendered(statement))
            result = raw._result  # noqa: SLF001
            while some := rows.fetchmany(_FETCH):
                yield from some
                if raw._result is not result:  # noqa: SLF001
                    raise InterfaceError("Another statement ran on the connection that was streaming.")

    def documents(self, cursor: Any, outputs: Sequence[Output], source: Composable) -> Iterator[bytes]:
        """Yield what JSON_OBJECT makes of each row. Raise DataError for a row too large for the server to write."""
        pairs = [
            part
            for one in outputs
            for part in (sql.Literal(one.name), mysql_documents.shown(one.value, one.column))
        ]
        made = sql.SQL("CAST(JSON_OBJECT({}) AS BINARY)").format(sql.SQL(", ").join(pairs))
        for (line,) in self.stream(cursor, sql.SQL("SELECT {} {}").format(made, source)):
            if line is None:
                raise DataError("A row is larger than max_allowed_packet lets the server write it.")
            yield bytes(line)

    def change(
        self, name: Composable, values: Mapping[str, Composable], here: Composable, key: Sequence[str]
    ) -> Composable:
        """Make all values beforehand; rows without a key are changed one column after the other."""
        if len(values) == 1 or not key:
            return super().change(name, values, here, key)
        return mysql_changes.change(name, values, here, key)

    def refused(self, error: Exception) -> bool:
        """Return whether the server answered and will answer the same again; PyMySQL calls most of its errors operational."""
        code = error.args[0] if error.args else None
        return isinstance(code, int) and 1000 <= code < 2000 and code not in _ASK_LATER

    # Reading the catalogue -----------------------------------------------------------------------------------

    @property
    def default_schema(self) -> str:
        """Return the database of the address; what others call a schema is a database here."""
        return str(self.connection.settings_dict["NAME"])

    def read_schema(self, schemas: Iterable[str]) -> LiveSchema:
        """Return the tables from information_schema, which shows those that this account may use."""
        with self.connection.cursor() as cursor:
            return mysql_catalogue.read(cursor, sorted(schemas))

    def read_collations(self, schema: str, relation: str) -> Mapping[str, str]:
        """Return the collations from information_schema."""
        with self.connection.cursor() as cursor:
            return mysql_catalogue.collations(cursor, schema, relation)

    def comparable(self, one: Column, other: Column) -> bool:
        """Return whether the columns compare: truth is a number here, and an enumeration a text."""
        alike = {"B": "N", "E": "S"}
        return alike.get(one.family, one.family) == alike.get(other.family, other.family)

    def may(self, right: Right, schema: str, relation: str) -> bool:
        """Return whether a grant to the account or to one of its roles gives the right; one on some columns does not."""
        with self.connection.cursor() as cursor:
            grants = mysql_catalogue.grants(cursor, mariadb=self._mariadb)
        return any(mysql_catalogue.covers(grant, right, schema, relation) for grant in grants)

    # Expressions ---------------------------------------------------------------------------------------------

    def text(self, value: Composable) -> Composable:
        """Return the value as a text that equals only what is the same letter for letter."""
        return sql.SQL("(CAST({} AS CHAR CHARACTER SET utf8mb4) COLLATE {})").format(
            value, sql.SQL(self._exactly)
        )

    def lower(self, value: Composable) -> Composable:
        """Return the text in lower case, compared exactly: é is not e, and blanks at the end count."""
        return sql.SQL("LOWER({})").format(self.text(value))

    def same(self, value: Composable) -> tuple[Composable, ...]:
        """Return the value, for its index, and its letters: equal numbers and texts may be written in two ways, é and e may not."""
        letters = sql.SQL("COALESCE(TRIM(LEADING '0' FROM TRIM(TRAILING ' ' FROM {})), '')").format(
            self.lower(value)
        )
        return (value, letters)

    def matched(
        self, column: Composable, key: Composable, own: str, rule: str
    ) -> tuple[tuple[Composable, ...], tuple[Composable, ...]]:
        """Compare as the server does where both have one collation, as a foreign key asks of them."""
        if own and own == rule:
            return (column,), (key,)
        return super().matched(column, key, own, rule)

    def refers(self, column: Composable, values: Sequence[Any], own: str, rule: str) -> Composable:
        """Compare as the server does where both have one collation; else, and where it has none, exactly."""
        if own and own == rule:
            return is_among(column, map(str, values))
        return super().refers(column, values, own, rule)

    def digits(self, value: Composable) -> Composable:
        """Return the text without what is no digit."""
        return sql.SQL("REGEXP_REPLACE({}, '[^0-9]', '')").format(self.text(value))

    def is_true(self, value: Composable) -> Composable:
        """Return the condition; a date of zeros is none."""
        no = sql.SQL(", ").join(map(sql.Literal, (*NO, "\0")))
        return sql.SQL("({0} IS NOT NULL AND {1} NOT IN ({2}) AND {1} NOT LIKE '0000-00-00%')").format(
            value, self.lower(value), no
        )

    def differs(self, one: Composable, other: Composable, column: Column) -> Composable:
        """Compare texts letter by letter and everything else as its type does."""
        if column.family in ("S", "E") or column.base in ("json", "float"):
            one, other = self.text(one), self.text(other)
        return sql.SQL("NOT ({} <=> {})").format(one, other)

    def inside(self, value: Composable, keys: Sequence[str]) -> Composable:
        """Return the text at a place."""
        return mysql_documents.inside(value, keys)

    def without(self, value: Composable, places: Sequence[Sequence[str]]) -> Composable:
        """Remove the places."""
        return mysql_documents.without(value, places)

    def rebuilt(
        self,
        column: Column,
        value: Composable,
        kept: Sequence[Sequence[str]],
        put: Mapping[tuple[str, ...], Any],
    ) -> Composable:
        """Build the new document of what is there."""
        return mysql_documents.rebuilt(value, kept, put)

    def elements_among(self, value: Composable, keys: Sequence[str], values: Composable) -> Composable:
        """Return the condition for a JSON array, the only kind of array there is."""
        return mysql_documents.elements_among(value, keys, values, self.text)

    def elements_except(
        self, value: Composable, column: Column, values: Composable, keys: Sequence[str] = ()
    ) -> Composable:
        """Return the rest of a JSON array, in its order."""
        return mysql_documents.elements_except(value, keys, values, self.text, mariadb=self._mariadb)

    def literal(self, value: Any, column: Column) -> Composable:
        """Return the value; a text is taken for whatever the column is."""
        return sql.SQL("NULL") if value is None else sql.Literal(value)

    def neutral(self, column: Column) -> Composable | None:
        """Return an empty document, no bytes, or as many zero bytes as the column is wide."""
        if column.base == "binary":
            return sql.Literal(bytes(column.length or 1))
        if column.base == "json":
            return sql.Literal("{}")
        return sql.Literal("") if column.base in _BYTES - {"bit", "geometry"} | {"set"} else None

    def fingerprint(self, value: Composable) -> Composable:
        """Return the beginning of the MD5 sum: it only has to differ."""
        return sql.SQL("LEFT(MD5({}), 12)").format(value)

    def joined(self, parts: Sequence[Composable]) -> Composable:
        """Return the texts joined by a function: whether `||` joins depends on the mode."""
        return sql.SQL("CONCAT({})").format(sql.SQL(", ").join(parts))

    def last(self, value: Composable, length: int) -> Composable:
        """Return the end of the text."""
        return sql.SQL("RIGHT({}, {})").format(value, sql.Literal(length))

    def contains_any(self, value: Composable, column: Column | None, words: Sequence[str]) -> Composable:
        """Look in the value's text, or in bytes as if each were a letter; for words as documents write them, too."""
        forms = written_forms(words)
        if column is not None and column.base in _BYTES:
            value = sql.SQL("CONVERT({} USING latin1)").format(value)
            forms = sorted({form.encode().decode("cp1252", "replace").lower() for form in forms})
        low = self.lower(value)
        found = [sql.SQL("LOCATE({}, {}) > 0").format(sql.Literal(form), low) for form in forms]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(found))

    def document_of(self, value: Composable, column: Column | None) -> Composable:
        """Return the JSON text of the value; without a column it is a text."""
        return mysql_documents.document_of(value, column)

    def locked(self) -> Composable:
        """Lock the rows of a SELECT."""
        return sql.SQL(" FOR UPDATE")

    def address(self, relation: Relation, key: Sequence[str]) -> Address:
        """Return the rows' keys. Without a key, a change has to repeat its condition."""
        columns = [sql.Identifier(part) for part in key]
        return Address(tuple(columns), by_key(columns, "<=>", "") if columns else None)

    # How statements are written ------------------------------------------------------------------------------

    def _rendered(self, statement: Composable) -> tuple[str, list[Any]]:
        return render(statement, _quoted, _spelled, self._one_of)

    def _one_of(self, one: Among) -> Composable:
        """Write the condition so that an index on the column serves it and that nothing but the very value meets it.

        A number is compared as its digits, without the zeros a column may be filled up with; bytes, which are
        handed around as hexadecimal digits, as bytes.
        """
        texts = sql.SQL(", ").join(sql.Literal(str(value)) for value in one.values)
        letters = self.text(one.value)
        numbers = [str(value) for value in one.values if isinstance(value, int)]
        words = [str(value) for value in one.values if not isinstance(value, int)]
        ways = []
        if words:
            ways.append(is_among(letters, words))
        if numbers:
            plain = sql.SQL("TRIM(LEADING '0' FROM {})").format(letters)
            ways.append(is_among(plain, [number.lstrip("0") for number in numbers]))
        exactly = sql.SQL(" OR ").join(ways)
        if isinstance(one.value, sql.Identifier):
            exactly = sql.SQL("{} IN ({}) AND ({})").format(one.value, texts, exactly)
        raw = [value for value in map(bytes_of, words) if value is not None]
        if raw:
            exactly = sql.SQL("{} OR {}").format(exactly, is_among(one.value, raw))
        return sql.SQL("({})").format(exactly)

    @property
    def _mariadb(self) -> bool:
        return bool(self.connection.mysql_is_mariadb)

    @property
    def _exactly(self) -> str:
        return "utf8mb4_nopad_bin" if self._mariadb else "utf8mb4_0900_bin"


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _spelled(value: Any) -> str | None:
    """Write numbers and bytes; the driver would take bytes for text with backslashes in it."""
    if isinstance(value, bool | int | Decimal):
        return str(int(value) if isinstance(value, bool) else value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"X'{bytes(value).hex()}'"
    if isinstance(value, uuid.UUID):
        return f"'{value}'"
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f"'{value.astimezone(UTC).replace(tzinfo=None).isoformat(' ')}'"
    return None
