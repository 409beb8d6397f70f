"""Give a person a value in every column of every mapped table, by walking the map and the live schema.

For each declared path of each table one row is made, so that every way to the person is taken. Texts
carry a marker; what a column's own rules do not allow is listed below by name, and a table that cannot
be filled fails the test that asked for it.
"""

import itertools
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from psycopg import sql
from psycopg.types.json import Json

from accounts.databases.catalogue import Column, Reference
from accounts.datamap.vocabulary import Path, TableMap
from exports.stores.feasible import order
from exports.stores.located import Located
from exports.stores.predicate import rows_of
from exports.stores.shape import read_live
from exports.stores.store import Store

NUMBERS = itertools.count(1)
RULED: dict[tuple[str, str], Any] = {
    ("*", "job_state"): "done",
    ("accounts_disclosure", "held_for_id"): None,
    ("dsr_datasubjectrequest", "right"): "access",
    ("dsr_datasubjectrequest", "regime"): "gdpr",
    ("dsr_datasubjectrequest", "state"): "revoked",
    ("dsr_datasubjectrequest", "reason"): "",
    ("dsr_datasubjectrequest", "ground"): "",
    ("dsr_datasubjectrequest", "outcome"): "",
    ("dsr_datasubjectrequest", "wish"): Json({}),
    ("dsr_datasubjectrequest", "sealed_contact"): None,
    ("dsr_verification", "digest"): None,
    ("dsr_mandate", "confirmation"): "not_needed",
    ("dsr_mandate", "answered_at"): None,
    ("dsr_enquiry", "state"): "open",
    ("dsr_enquiry", "closed_at"): None,
    ("dsr_enquiry", "request_id"): None,
    ("dsr_enquiry", "sealed_words"): None,
    ("dsr_enquiry", "sealed_answers"): None,
    ("dsr_erasurerun", "stage"): "called_off",
    ("dsr_erasurerun", "sealed_found"): None,
    ("dsr_erasurerun", "sealed_address"): None,
    ("exports_correction", "outcome"): "written",
    ("exports_correction", "standing"): "stands",
    ("exports_correctablevalues", "sealed_entries"): None,
    ("exports_valuecheck", "sealed_value"): None,
    ("accounts_correctedfact", "what"): "residence",
    ("exports_exportpackage", "wrapped_key"): b"",
    ("exports_storetask", "state"): "cancelled",
    ("exports_storetask", "sealed_changes"): None,
    ("exports_storetask", "sealed_results"): None,
    ("exports_storetask", "sealed_note"): None,
    ("exports_storetask", "code_digest"): None,
    ("exports_exportpackage", "sealed_located"): b"",
}
"""Columns with rules the catalogue does not tell, and a value that keeps them; `*` stands for any table."""


@dataclass
class Filler:
    """Fills one store for one person. `others` are somebody else's rows, for links that lead to other people."""

    store: Store
    located: Located
    marker: str
    secret: str
    others: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_path: dict[tuple[str, Path], dict[str, Any]] = field(default_factory=dict)

    def fill(self, only: Iterable[str] = ()) -> dict[str, int]:
        """Fill every mapped table (or only these), parents first, and return the number of rows made by table."""
        live = read_live(self.store)
        self.columns = {name: found for (_schema, name), found in live.columns.items()}
        self.links = [
            Reference(key.relation[1], key.columns, key.target[1], key.target_columns, key.on_delete)
            for key in live.references
            if len(key.columns) == 1
        ]
        self.numbered = self._numbered()
        made: dict[str, int] = {}
        for name in self._parents_first():
            table = self.store.map.tables[name]
            made[name] = 0
            if only and name not in only:
                continue
            for path in table.paths:
                if not self._has(table, path):
                    self.rows[name] = self._insert(name, self._leading(table, path))
                    made[name] += 1
                self.by_path[name, path] = self.rows[name]
        self.made = {name for name, count in made.items() if count}
        return made

    def _numbered(self) -> set[tuple[str, str]]:
        """Return the columns the database numbers itself."""
        with self.store.connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s "
                "AND (is_identity = 'YES' OR column_default LIKE 'nextval(%%')",
                [self.store.map.schema],
            )
            return set(cursor.fetchall())

    def _parents_first(self) -> list[str]:
        done: list[str] = []
        waiting = list(reversed(order(self.store)))
        while waiting:
            for name in waiting:
                needs = {
                    link.target
                    for link in self.links
                    if link.table == name and link.target in self.store.map.tables and link.target != name
                }
                if needs <= set(done):
                    break
            else:
                name = waiting[0]
            waiting.remove(name)
            done.append(name)
        return done

    def _has(self, table: TableMap, path: Path) -> bool:
        one = TableMap(**{**table.__dict__, "paths": (path,)})
        name = sql.Identifier(table.schema, table.table)
        with self.store.connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("SELECT * FROM {} WHERE {} LIMIT 1").format(
                    name, rows_of(one, self.located, self.store)
                )
            )
            row = cursor.fetchone()
            if row is not None:
                self.rows[table.table] = dict(zip([c.name for c in cursor.description], row, strict=True))
        return row is not None

    def _leading(self, table: TableMap, path: Path) -> dict[str, Any]:
        """Return the columns that make a row reach the person by this path."""
        if path.hops:
            hop = path.hops[0]
            if hop.table == table.table:
                return {}
            rest = Path(path.hops[1:], path.identifier)
            (column,), (target,) = hop.columns, hop.targets
            return {column.name: self.by_path.get((hop.table, rest), self.rows[hop.table])[target]}
        if path.identifier:
            return {path.identifier.column.name: self.located.identifiers[path.identifier.kind][0]}
        return dict(
            zip(self.store.map.people[table.table].key, self.located.keys[table.table][0], strict=True)
        )

    def _insert(self, name: str, leading: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(leading)
        table = self.store.map.tables.get(name)
        if name in self.store.map.people:
            known = self.store.map.people[name].identifiers.items()
            values |= {
                columns[0].column: self.located.identifiers[kind][0]
                for kind, columns in known
                if kind in self.located.identifiers
            }
        for column in self.columns[name].values():
            if column.name in values or column.generated or (name, column.name) in self.numbered:
                continue
            value = self._value(name, table, column)
            if value is not DEFAULT:
                values[column.name] = value
        if table is not None:
            for column, storage in table.files.items():
                values[column] = storages[storage].save(
                    f"{self.marker}-{column}.png", ContentFile(self.marker.encode())
                )
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
            sql.Identifier(self.store.map.schema, name),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join([sql.Placeholder()] * len(values)),
        )
        with self.store.connection.cursor() as cursor:
            cursor.execute(statement, list(values.values()))
            row = cursor.fetchone()
            return dict(zip([c.name for c in cursor.description], row, strict=True))

    def _value(self, name: str, table: TableMap | None, column: Column) -> Any:
        for key in ((name, column.name), ("*", column.name)):
            if key in RULED:
                return RULED[key]
        link = next((r for r in self.links if r.table == name and r.columns == (column.name,)), None)
        if link is not None:
            return self._linked(link, column)
        if column.family == "E":
            with self.store.connection.cursor() as cursor:
                cursor.execute(f"SELECT (enum_range(NULL::{column.type}))[1]::text")
                return cursor.fetchone()[0]
        marker = self.secret if table is not None and column.name in table.withheld else self.marker
        return value_for(column, marker if table is not None else "plain", next(NUMBERS))

    def _linked(self, link: Reference, column: Column) -> Any:
        end = link.target_columns[0]
        if link.target == link.table:
            return None if column.nullable else DEFAULT
        if link.target in self.store.map.people and self.others.get(link.target):
            return self.others[link.target][end]
        # At a company rows lead to other people's things; in the portal they lead to one's own.
        own_first = self.store.map.kind == "model"
        for known in (self.rows, self.others) if own_first else (self.others, self.rows):
            if link.target in known:
                return known[link.target][end]
        if link.target in self.store.map.not_personal:
            self.rows[link.target] = self._insert(link.target, {})
            return self.rows[link.target][end]
        return None


DEFAULT = object()
"""Leave the column to the database."""


def value_for(column: Column, marker: str, number: int) -> Any:
    """Return a value that is not the default of the column's type, with the marker where text can stand."""
    if column.family == "S":
        text = f"{marker} {number}"
        if column.length is not None and column.length < len(text):
            return f"{number:0{column.length}d}"[-column.length :]
        return text
    if column.family == "A":
        return [marker] if column.base in ("_text", "_varchar") else [number]
    simple = {
        "uuid": lambda: uuid.uuid5(uuid.NAMESPACE_URL, f"{marker}{number}"),
        "bool": lambda: True,
        "inet": lambda: "198.51.100.7",
        "bytea": f"{marker} {number}".encode,
        "json": lambda: Json({"said": marker}),
        "jsonb": lambda: Json({"said": marker}),
        "date": lambda: "2020-02-02",
        "time": lambda: "10:20",
        "interval": lambda: "1 month",
    }
    if column.base in simple:
        return simple[column.base]()
    if column.family == "R":
        return "(,)"
    if column.family == "D":
        return "2020-02-02T10:20:00Z"
    if column.family == "N":
        return number if column.unique and column.base != "numeric" else 1
    raise AssertionError(f"No value is known for {column.name} of type {column.type}.")
