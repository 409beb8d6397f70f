"""PostgreSQL: values beside every statement, ctid for the place of a row, and its own catalogue."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from psycopg import ClientCursor, Cursor, sql
from psycopg.types.string import ByteaBinaryLoader

from accounts.databases import postgresql_catalogue
from accounts.databases.catalogue import Column, LiveSchema, Relation
from accounts.databases.engine import Address, Composable, Engine, Output, Right
from accounts.databases.postgresql_values import bound, readable
from accounts.databases.render import Among
from accounts.databases.words import NO

_FETCH = 2000
_CHUNK = 50
"""Rows the driver takes from the server at a time: few, because a single one may be large."""


class PostgreSQL(Engine):
    """The engine of PostgreSQL 13 and later, through psycopg 3."""

    def cursor(self) -> AbstractContextManager[Any]:
        """Return a cursor that sends values beside the text; Django's own writes them into it."""
        self.connection.ensure_connection()
        logged = self.connection.queries_logged
        wrapped = self.connection.make_debug_cursor if logged else self.connection.make_cursor
        made: AbstractContextManager[Any] = wrapped(Cursor(self.connection.connection))
        return made

    def execute(self, cursor: Any, statement: Composable) -> None:
        """Run a statement. Raise TypeError for a cursor that would write its values into the text."""
        if isinstance(cursor.cursor, ClientCursor):
            raise TypeError("This cursor writes values into the text: ask the engine for one.")
        cursor.execute(*bound(statement))

    @contextmanager
    def snapshot(self, cursor: Any) -> Iterator[None]:
        """Make the transaction repeatable and read-only."""
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield

    @contextmanager
    def bounded(self, cursor: Any, *, statement_ms: int, lock_ms: int) -> Iterator[None]:
        """Set both limits for this transaction; they end with it."""
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(statement_ms)])
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(lock_ms)])
        yield

    def settle(self, cursor: Any) -> None:
        """Look at the constraints that wait for the commit, and let them wait again."""
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def refusal(self, error: BaseException) -> str:
        """Return the constraint, the function or the kind of error; messages and details hold values of rows."""
        diagnostic = getattr(error, "diag", None)
        if diagnostic is None:
            return super().refusal(error)
        function = re.search(r"(?:function|Funktion|fonction|función) (.+?)\(", diagnostic.context or "")
        where = f"{diagnostic.table_name}: " if diagnostic.table_name else ""
        if diagnostic.constraint_name:
            return f"{where}the constraint {diagnostic.constraint_name}"
        if function:
            return f"{where}the function {function[1]}()"
        return f"{where}{type(error).__name__} ({diagnostic.sqlstate})"

    def stream(self, cursor: Any, statement: Composable) -> Iterator[tuple[Any, ...]]:
        """Yield rows by a cursor at the server, some thousand at a time."""
        name = sql.Identifier("candor_stream")
        self.execute(cursor, sql.SQL("DECLARE {} NO SCROLL CURSOR FOR {}").format(name, statement))
        fetch = sql.SQL("FETCH {} FROM {}").format(sql.SQL(str(_FETCH)), name)
        while True:
            cursor.execute(fetch)
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < _FETCH:
                break
        cursor.execute(sql.SQL("CLOSE {}").format(name))

    def documents(self, cursor: Any, outputs: Sequence[Output], source: Composable) -> Iterator[bytes]:
        """Yield the rows as the driver reads them, not as COPY, which takes no values beside it.

        The connection can do nothing else meanwhile; whoever stops early ends the transaction with it.
        """
        picked = sql.SQL(", ").join(
            sql.SQL("{} AS {}").format(one.value, sql.Identifier(one.name)) for one in outputs
        )
        statement = sql.SQL("SELECT row_to_json(r) FROM (SELECT {} {}) r").format(picked, source)
        with Cursor(self.connection.connection) as raw:
            # In the binary format JSON comes as the text it is; the driver need not make anything of it.
            raw.adapters.register_loader("json", ByteaBinaryLoader)
            for (line,) in raw.stream(*bound(statement), binary=True, size=_CHUNK):
                yield one_line(line)

    @property
    def default_schema(self) -> str:
        """Return `public`."""
        return "public"

    def read_schema(self, schemas: Iterable[str]) -> LiveSchema:
        """Return the tables of these schemas from PostgreSQL's own catalogue, in four queries."""
        with self.connection.cursor() as cursor:
            return postgresql_catalogue.read(cursor, sorted(schemas))

    def may(self, right: Right, schema: str, relation: str) -> bool:
        """Return whether the role has the right; a table that is not there counts as allowed."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege(c.oid, %s) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname = %s AND c.relname = %s",
                [right, schema, relation],
            )
            row = cursor.fetchone()
        return row is None or bool(row[0])

    def hides_rows(self, schema: str, relation: str) -> bool:
        """Ask the server itself: owners, roles with BYPASSRLS and forced policies are its business."""
        with self.connection.cursor() as cursor:
            return postgresql_catalogue.hides_rows(cursor, schema, relation)

    def text(self, value: Composable) -> Composable:
        """Return the value cast to text."""
        return sql.SQL("{}::text").format(value)

    def lower(self, value: Composable) -> Composable:
        """Return the text in lower case; PostgreSQL compares exactly by itself."""
        return sql.SQL("lower({})").format(self.text(value))

    def together(self, columns: Sequence[Composable], keys: Sequence[tuple[Any, ...]]) -> Composable | None:
        """Return a semi-join with one array for each column, so that an index of all of them serves and values stay few."""
        parts = [sql.Literal(list(part)) for part in zip(*keys, strict=True)]
        # Nothing is computed by what stands beside TRUE: an array gets its type where the server first meets it.
        typed = [
            sql.SQL("{} = ANY ({})").format(column, part) for column, part in zip(columns, parts, strict=True)
        ]
        return sql.SQL("((TRUE OR {}) AND ({}) IN (SELECT * FROM unnest({})))").format(
            sql.SQL(" OR ").join(typed), sql.SQL(", ").join(columns), sql.SQL(", ").join(parts)
        )

    def holds(self, place: tuple[str, str, str], column: Composable, texts: Sequence[str]) -> Composable:
        """Look at the column's type as it is now; what is neither number, text nor the like is compared as text."""
        with self.connection.cursor() as cursor:
            live = postgresql_catalogue.column(cursor, *place)
        fit = None if live is None else readable(texts, live)
        if fit is None:
            return Among(self.text(column), texts)
        return Among(column, fit) if fit else sql.SQL("1 = 0")

    def digits(self, value: Composable) -> Composable:
        """Return the text without what is no digit."""
        return sql.SQL("regexp_replace({}::text, '[^0-9]', '', 'g')").format(value)

    def is_true(self, value: Composable) -> Composable:
        """Return the condition; dates and numbers count as true when they are there and not zero."""
        no = sql.SQL(", ").join(map(sql.Literal, NO))
        return sql.SQL("({0} IS NOT NULL AND lower({0}::text) NOT IN ({1}))").format(value, no)

    def differs(self, one: Composable, other: Composable, column: Column) -> Composable:
        """Compare as text, because not every type compares."""
        return sql.SQL("{}::text IS DISTINCT FROM ({})::text").format(one, other)

    def inside(self, value: Composable, keys: Sequence[str]) -> Composable:
        """Return the text at a place."""
        return sql.SQL("({}::jsonb #>> {})").format(value, sql.Literal(list(keys)))

    def without(self, value: Composable, places: Sequence[Sequence[str]]) -> Composable:
        """Remove the places one after the other, each where there is an object to remove it from."""
        for keys in places:
            value = sql.SQL(
                "CASE WHEN jsonb_typeof({0}::jsonb #> {1}::text[]) = 'object' THEN {0}::jsonb #- {2}::text[] ELSE {0}::jsonb END"
            ).format(value, sql.Literal(list(keys[:-1])), sql.Literal(list(keys)))
            value = sql.SQL("({})").format(value)
        return value

    def rebuilt(
        self,
        column: Column,
        value: Composable,
        kept: Sequence[Sequence[str]],
        put: Mapping[tuple[str, ...], Any],
    ) -> Composable:
        """Build the new document with jsonb_build_object; a place that is not there stays out."""
        tree: dict[str, Any] = {}
        for keys in kept:
            _plant(tree, keys, sql.SQL("({}::jsonb #> {}::text[])").format(value, sql.Literal(list(keys))))
        for keys, plain in put.items():
            there = sql.SQL("({}::jsonb #> {}::text[])").format(value, sql.Literal(list(keys)))
            new = sql.Literal(json.dumps(plain))
            _plant(tree, keys, sql.SQL("CASE WHEN {} IS NOT NULL THEN {}::jsonb END").format(there, new))
        return sql.SQL("CASE WHEN {} IS NULL THEN NULL ELSE {} END").format(
            value, self.cast(_built(tree), column)
        )

    def elements_among(self, value: Composable, keys: Sequence[str], values: Composable) -> Composable:
        """Return the condition for an array column, or for an array inside a document."""
        if keys:
            found = sql.SQL(
                "jsonb_array_elements_text(CASE WHEN jsonb_typeof({0}::jsonb #> {1}) = 'array' "
                "THEN {0}::jsonb #> {1} END)"
            ).format(value, sql.Literal(list(keys)))
        else:
            found = sql.SQL(
                "jsonb_array_elements_text(CASE WHEN jsonb_typeof(to_jsonb({0})) = 'array' THEN to_jsonb({0}) END)"
            ).format(value)
        return sql.SQL("EXISTS (SELECT FROM {} AS one (element) WHERE one.element IN ({}))").format(
            found, values
        )

    def elements_except(
        self, value: Composable, column: Column, values: Composable, keys: Sequence[str] = ()
    ) -> Composable:
        """Return the rest of an array, in its order; a JSON array stays one, and what is no array stays as it is."""
        if column.family == "A":
            return sql.SQL(
                "CASE WHEN {0} IS NULL THEN NULL ELSE ARRAY(SELECT one.element FROM unnest({0}) WITH ORDINALITY "
                "AS one (element, place) WHERE (one.element::text IN ({1})) IS NOT TRUE ORDER BY one.place) END"
            ).format(value, values)
        place = sql.Literal(list(keys))
        rest = sql.SQL(
            "(SELECT coalesce(jsonb_agg(one.element ORDER BY one.place), '[]') FROM "
            "jsonb_array_elements({0}::jsonb #> {1}::text[]) WITH ORDINALITY AS one (element, place) "
            "WHERE (one.element #>> '{{}}' IN ({2})) IS NOT TRUE)"
        ).format(value, place, values)
        whole = sql.SQL("jsonb_set({}::jsonb, {}::text[], {})").format(value, place, rest) if keys else rest
        return sql.SQL(
            "CASE WHEN jsonb_typeof({0}::jsonb #> {1}::text[]) = 'array' THEN {2} ELSE {0} END"
        ).format(value, place, self.cast(whole, column))

    def cast(self, value: Composable, column: Column) -> Composable:
        """Return the expression with the column's type behind it."""
        return sql.SQL("({})::{}").format(value, sql.SQL(column.type))

    def literal(self, value: Any, column: Column) -> Composable:
        """Return the value cast to the column's type."""
        if value is None:
            return sql.SQL("NULL")
        plain = str(value).lower() if isinstance(value, bool) else str(value)
        return sql.SQL("{}::{}").format(sql.Literal(plain), sql.SQL(column.type))

    def neutral(self, column: Column) -> Composable | None:
        """Return an empty array, document or text search vector."""
        if column.family == "A":
            return self.literal("{}", column)
        empty = {"json": "{}", "jsonb": "{}", "bytea": "", "hstore": "", "tsvector": ""}.get(column.base)
        return None if empty is None else self.literal(empty, column)

    def fingerprint(self, value: Composable) -> Composable:
        """Return the beginning of the MD5 sum: it only has to differ."""
        return sql.SQL("left(md5({}), 12)").format(value)

    def joined(self, parts: Sequence[Composable]) -> Composable:
        """Return the texts joined by the operator of the standard."""
        return sql.SQL(" || ").join(parts)

    def last(self, value: Composable, length: int) -> Composable:
        """Return the end of the text."""
        return sql.SQL("right({}, {})").format(value, sql.Literal(length))

    def contains_any(self, value: Composable, column: Column | None, words: Sequence[str]) -> Composable:
        """Look in the value as JSON writes it, where every type is text and every text is written in one way."""
        patterns = sql.Literal([f"%{_as_json(word)}%" for word in words])
        return sql.SQL("lower(to_jsonb({})::text) LIKE ANY ({})").format(value, patterns)

    def document_of(self, value: Composable, column: Column | None) -> Composable:
        """Return the value as jsonb; without a column it is text."""
        return sql.SQL("to_jsonb({})").format(self.text(value) if column is None else value)

    def locked(self) -> Composable:
        """Lock the rows of a SELECT."""
        return sql.SQL(" FOR UPDATE")

    def address(self, relation: Relation, key: Sequence[str]) -> Address:
        """Return the places of rows; they stay while the rows are locked, and partitions number theirs each for itself."""
        return Address((sql.SQL("tableoid::oid"), sql.SQL("ctid::text")), _at)


def _at(rows: Sequence[tuple[Any, ...]]) -> Composable:
    tables, places = [row[0] for row in rows], [row[1] for row in rows]
    return sql.SQL(
        "ctid = ANY ({places}::tid[]) AND (tableoid, ctid) IN (SELECT * FROM unnest({tables}::oid[], {places}::tid[]))"
    ).format(places=sql.Literal(places), tables=sql.Literal(tables))


def _plant(tree: dict[str, Any], keys: Sequence[str], leaf: Composable) -> None:
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    tree[keys[-1]] = leaf


def _built(tree: Mapping[str, Any]) -> Composable:
    """Return the object of these leaves; a leaf that is not there is left out, and so is an object without any."""
    parts: list[Composable] = [sql.SQL("'{}'::jsonb")]
    for key, value in tree.items():
        inner = (
            value
            if isinstance(value, sql.Composable)
            else sql.SQL("nullif({}, '{{}}')").format(_built(value))
        )
        parts.append(
            sql.SQL("CASE WHEN {1} IS NULL THEN '{{}}' ELSE jsonb_build_object({0}::text, {1}) END").format(
                sql.Literal(key), inner
            )
        )
    return sql.SQL("({})").format(sql.SQL(" || ").join(parts))


def _as_json(word: str) -> str:
    """Return a word as it stands inside a JSON text, safe in a LIKE pattern."""
    plain = json.dumps(word, ensure_ascii=False)[1:-1]
    return plain.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def one_line(document: bytes) -> bytes:
    """Return a JSON text without line breaks: only a column of type json can have some, between its tokens."""
    return document.replace(b"\r", b" ").replace(b"\n", b" ")
