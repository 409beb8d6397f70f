"""What an engine must be able to do, and the session that runs statements through it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal

from psycopg import sql

from accounts.databases.catalogue import Column, LiveSchema, Relation
from accounts.databases.render import Among

Composable = sql.Composable
Right = Literal["SELECT", "UPDATE", "DELETE"]


@dataclass(frozen=True)
class Output:
    """One value of a row that is written out: its name, the expression, and the live column it comes from."""

    name: str
    value: Composable
    column: Column | None = None


@dataclass(frozen=True)
class Address:
    """How rows of one table are found again: what to select of them, and the condition that a row is one of those.

    `where` makes it from what was selected. Without it, rows cannot be found again and a change has to repeat the condition they were found by.
    """

    select: tuple[Composable, ...]
    where: Callable[[Sequence[tuple[Any, ...]]], Composable] | None


@dataclass(frozen=True)
class Session:
    """A cursor of one transaction, and the engine that writes for it."""

    engine: "Engine"
    cursor: Any

    def run(self, statement: Composable) -> int:
        """Run a statement and return the number of rows it changed or found."""
        self.engine.execute(self.cursor, statement)
        return int(self.cursor.rowcount)

    def all(self, statement: Composable) -> list[tuple[Any, ...]]:
        """Return all rows of a query; for queries with few."""
        self.engine.execute(self.cursor, statement)
        return list(self.cursor.fetchall())

    def value(self, statement: Composable) -> Any:
        """Return the one value of a query with one row."""
        return self.all(statement)[0][0]

    def stream(self, statement: Composable) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query as the server sends them; memory does not grow with their number."""
        return self.engine.stream(self.cursor, statement)


class Engine(ABC):
    """The way one kind of server writes what statements need.

    Everything that takes or returns a Composable is an expression for the inside of a statement. Values in
    statements are `sql.Literal` and are handed to the driver beside the text: the server's log is no place for them.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    # Running -------------------------------------------------------------------------------------------------

    def cursor(self) -> AbstractContextManager[Any]:
        """Return a cursor of this connection for `execute`, to be closed at the end of a block."""
        made: AbstractContextManager[Any] = self.connection.cursor()
        return made

    @abstractmethod
    def execute(self, cursor: Any, statement: Composable) -> None:
        """Run a statement on a cursor that `cursor` made."""

    @abstractmethod
    def snapshot(self, cursor: Any) -> AbstractContextManager[None]:
        """Let the transaction that has just begun see one moment and change nothing, for the length of a block."""

    @abstractmethod
    def bounded(self, cursor: Any, *, statement_ms: int, lock_ms: int) -> AbstractContextManager[None]:
        """Break off statements of the block that run longer, or wait longer for a lock; afterwards the connection is as it was."""

    def settle(self, cursor: Any) -> None:  # noqa: B027  (not every server waits)
        """Check now what the server would check only when the transaction commits; nothing where it checks at once."""

    def refusal(self, error: BaseException) -> str:
        """Return what refused a statement, in words without a value from any row: the kind of error, or a name from the schema."""
        return type(error).__name__

    @abstractmethod
    def stream(self, cursor: Any, statement: Composable) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query without collecting them anywhere."""

    @abstractmethod
    def documents(self, cursor: Any, outputs: Sequence[Output], source: Composable) -> Iterator[bytes]:
        r"""Yield one JSON object on one line for each row of `source` (FROM and all that follows), as the server sends them.

        Written by the server: numbers as numbers, documents as documents, dates and times in ISO 8601,
        bytes as hexadecimal after `\\x`, whatever else as text.
        """

    def faults(self) -> AbstractContextManager[None]:
        """Turn the driver's own errors into Django's: what streams goes past Django's cursor."""
        wrapped: AbstractContextManager[None] = self.connection.wrap_database_errors
        return wrapped

    def refused(self, error: Exception) -> bool:
        """Return whether an OperationalError says that the server refuses the statement, and not that it cannot be reached."""
        return False

    def change(
        self, name: Composable, values: Mapping[str, Composable], here: Composable, key: Sequence[str]
    ) -> Composable:
        """Return the UPDATE that gives the rows which meet a condition these values, each made of the row as it was."""
        assignments = sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(column), value) for column, value in values.items()
        )
        return sql.SQL("UPDATE {} SET {} WHERE {}").format(name, assignments, here)

    # Reading the catalogue -----------------------------------------------------------------------------------

    @property
    @abstractmethod
    def default_schema(self) -> str:
        """Return the schema of tables for which the map names none."""

    @abstractmethod
    def read_schema(self, schemas: Iterable[str]) -> LiveSchema:
        """Return the tables of these schemas, and foreign keys that point at them from anywhere.

        Where the server can say so, also the views, the tables others inherit from, and what the role of this connection may
        not read or may read only in part.
        """

    typed = True
    """Whether a column holds nothing but values of the type it was declared with."""

    dates_are_text = False
    """Whether the server has no type for dates and times and keeps them as text."""
    collates = False
    """Whether columns of one kind may compare in different ways, so that a key and what points at it have to be asked how."""

    @property
    def remembered(self) -> dict[Relation, Mapping[str, str]]:
        """Return the collations that were read on the connection as it is now, by table."""
        raw, kept = getattr(self.connection, "candor_collations", (None, {}))
        if raw is not self.connection.connection:
            kept = {}
            self.connection.candor_collations = (self.connection.connection, kept)
        found: dict[Relation, Mapping[str, str]] = kept
        return found

    def read_collations(self, schema: str, relation: str) -> Mapping[str, str]:
        """Return the collation of each column of a table that the server compares by one, as far as it can be told."""
        return {}

    checks_each_row = False
    """Whether foreign keys are checked row by row, so that rows which point at each other cannot go together."""

    def comparable(self, one: Column, other: Column) -> bool:
        """Return whether the server compares two columns with each other."""
        return one.family == other.family

    @abstractmethod
    def may(self, right: Right, schema: str, relation: str) -> bool:
        """Return whether the role of this connection has a right on a table."""

    def hides_rows(self, schema: str, relation: str) -> bool:
        """Return whether the server shows the role of this connection only some rows of a table, by row-level security."""
        return False

    # Expressions ---------------------------------------------------------------------------------------------

    @abstractmethod
    def text(self, value: Composable) -> Composable:
        """Return a value as text."""

    @abstractmethod
    def lower(self, value: Composable) -> Composable:
        """Return a value as text in lower case, equal only to what is the same letter for letter."""

    def moment(self, value: Composable) -> Composable:
        """Return a column of dates or times as it is compared with a text such as 2026-01-31 23:00:00."""
        return value

    def same(self, value: Composable) -> tuple[Composable, ...]:
        """Return what of a value must equal its counterpart in another table for the two to be the same."""
        return (value,)

    def matched(
        self, column: Composable, key: Composable, own: str, rule: str
    ) -> tuple[tuple[Composable, ...], tuple[Composable, ...]]:
        """Return what of a column, and what of the declared key it points at, must be equal; with the collation of each."""
        return self.same(column), self.same(key)

    def refers(self, column: Composable, values: Sequence[Any], own: str, rule: str) -> Composable:
        """Return the condition that a column points at one of these values of a declared key; with the collation of each."""
        return Among(column, values)

    def together(self, columns: Sequence[Composable], keys: Sequence[tuple[Any, ...]]) -> Composable | None:
        """Return the condition that columns together are exactly one of many keys, or None where the server has no way of its own to say it."""
        return None

    def holds(self, place: tuple[str, str, str], column: Composable, texts: Sequence[str]) -> Composable:
        """Return the condition that a column of whatever type has one of these texts as its value; `place` is its schema, table and name.

        A text that a column cannot hold is not sent: a server that minds would write it into its log.
        """
        return Among(column, texts)

    @abstractmethod
    def digits(self, value: Composable) -> Composable:
        """Return the digits of a text."""

    @abstractmethod
    def is_true(self, value: Composable) -> Composable:
        """Return the condition that a value is there and is neither false nor zero: the mark of something verified."""

    @abstractmethod
    def differs(self, one: Composable, other: Composable, column: Column) -> Composable:
        """Return the condition that a column and what it is to become are not the same, NULL being a value."""

    @abstractmethod
    def inside(self, value: Composable, keys: Sequence[str]) -> Composable:
        """Return the text at a place inside a JSON document, NULL where there is none."""

    @abstractmethod
    def without(self, value: Composable, places: Sequence[Sequence[str]]) -> Composable:
        """Return a JSON document without these places."""

    @abstractmethod
    def rebuilt(
        self,
        column: Column,
        value: Composable,
        kept: Sequence[Sequence[str]],
        put: Mapping[tuple[str, ...], Any],
    ) -> Composable:
        """Return a new document: the `kept` places as they are in the old one, `put` values at theirs, and nothing else."""

    @abstractmethod
    def elements_among(self, value: Composable, keys: Sequence[str], values: Composable) -> Composable:
        """Return the condition that an array (or the JSON array at a place inside a document) has an element among a subquery's one column."""

    @abstractmethod
    def elements_except(
        self, value: Composable, column: Column, values: Composable, keys: Sequence[str] = ()
    ) -> Composable:
        """Return an array without the elements that a subquery's one column has; NULL stays NULL, as value and as element.

        With `keys` the value is a document, and the array stands at that place in it.
        """

    def cast(self, value: Composable, column: Column) -> Composable:
        """Return an expression as one of the column's type, where the server would mind."""
        return value

    @abstractmethod
    def literal(self, value: Any, column: Column) -> Composable:
        """Return a plain value as one of the column's type."""

    @abstractmethod
    def neutral(self, column: Column) -> Composable | None:
        """Return the empty value of a type that has one."""

    @abstractmethod
    def fingerprint(self, value: Composable) -> Composable:
        """Return twelve hexadecimal digits made of a text."""

    @abstractmethod
    def joined(self, parts: Sequence[Composable]) -> Composable:
        """Return texts one after the other."""

    @abstractmethod
    def last(self, value: Composable, length: int) -> Composable:
        """Return the last characters of a text."""

    @abstractmethod
    def contains_any(self, value: Composable, column: Column | None, words: Sequence[str]) -> Composable:
        """Return the condition that one of the words (in lower case) stands anywhere in a value of any type."""

    @abstractmethod
    def document_of(self, value: Composable, column: Column | None) -> Composable:
        """Return a value as JSON, for use beside other JSON in a CASE; without a column it is a text."""

    @abstractmethod
    def locked(self) -> Composable:
        """Return what a SELECT ends with to lock its rows until the transaction ends; empty where the server locks by itself."""

    @abstractmethod
    def address(self, relation: Relation, key: Sequence[str]) -> Address:
        """Return how rows of a table are found again; `key` is empty where nothing tells them apart."""
