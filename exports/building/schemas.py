"""The JSON Schema (2020-12) of each file of rows: what the data map calls its fields, and what the live columns can hold.

`format` stands where every ordinary value has it. `category` and `derived` are annotations: the kind of data a field is,
and from what it was worked out.
"""

from collections.abc import Mapping
from typing import Any

from accounts.databases.catalogue import Column
from accounts.datamap.vocabulary import DataMap, FieldMap, TableMap
from exports.building.names import schema_name
from exports.stores.collect import ANOTHER_PERSON

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

ODD_DATES = "^-?infinity$|BC$|^0000-|^[0-9]{5,}-"
"""Dates that databases take and calendars of four digits do not."""
WHOLE = frozenset(
    {"int2", "int4", "int8", "tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit"}
)
BROKEN = frozenset({"float4", "float8", "numeric", "decimal", "float", "double"})
BEYOND = ["NaN", "Infinity", "-Infinity"]
WRITTEN = frozenset({"uuid", "bytea", "xml", "tsvector", "tsquery"})
"""Types of no family that come as text."""
TEXTS = frozenset(
    {"text", "varchar", "bpchar", "name", "uuid", "inet", "cidr", "date", "timestamp", "timestamptz", "time"}
)
"""Types whose elements in an array come as text."""


def rows_schema(
    datamap: DataMap, table: TableMap, columns: Mapping[str, Column], stem: str, *, typed: bool
) -> Schema:
    """Return the schema of a table's rows. `typed` says whether its database holds columns to their types."""
    category = datamap.categories[table.category]
    properties = {
        field.column: _field(datamap, field, columns.get(field.column) if typed else None)
        for field in table.fields
    }
    return _array(table.label, f"{category.name}. {category.description}", properties, stem)


def identifiers_schema(stem: str) -> Schema:
    """Return the schema of what locates the person."""
    properties: Schema = {
        "kind": {"type": "string"},
        "value": {"type": "string"},
        "verified_at": {"type": ["string", "null"], "format": "date-time"},
        "source": {"type": "string"},
    }
    return _array("What locates you", "Addresses and numbers by which you were found.", properties, stem)


def _array(title: str, description: str, properties: Schema, stem: str) -> Schema:
    row = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "$id": schema_name(stem),
        "title": title,
        "description": description,
        "type": "array",
        "items": row,
    }


def _field(datamap: DataMap, field: FieldMap, column: Column | None) -> Schema:
    told: Schema = {"title": field.label, "category": datamap.categories[field.category].name}
    if field.derived:
        told["derived"] = field.derived
    masked = field.mask_others or bool(field.whose)
    if masked:
        told["description"] = f"“{ANOTHER_PERSON}” stands where the value is somebody else's."
    if column is None:
        return told
    choices = [value_schema(column)]
    if choices == [{}]:
        return told
    if masked:
        choices.append({"const": ANOTHER_PERSON})
    if column.nullable:
        choices.append({"type": "null"})
    return told | _one_of(choices)


def value_schema(column: Column) -> Schema:
    """Return what a value of this column may be, but for nothing at all; an empty schema where it may be anything."""
    family, base = column.family, column.base
    if family == "A":
        return _list(base)
    if family == "B":
        # MySQL's truth values are small numbers, and some are neither 0 nor 1.
        return {"type": ["boolean", "integer"]} if base != "bool" else {"type": "boolean"}
    if family == "D":
        return _date(base)
    if family == "E":
        # MySQL keeps an empty text for what was none of them, and several of a set.
        exact = column.options and base not in ("enum", "set")
        return {"type": "string", "enum": list(column.options)} if exact else {"type": "string"}
    if family == "N":
        return _number(base)
    return _other(family, base)


def _number(base: str) -> Schema:
    if base in WHOLE:
        return {"type": "integer"}
    if base in BROKEN:
        return {"anyOf": [{"type": "number"}, {"enum": BEYOND}]}
    return {"type": "string"}


def _date(base: str) -> Schema:
    form = {"date": "date", "timestamptz": "date-time"}.get(base)
    if form is None:
        return {"type": "string"}
    return {"type": "string", "anyOf": [{"format": form}, {"pattern": ODD_DATES}]}


def _other(family: str, base: str) -> Schema:
    if family == "C":
        return {"type": "object"}
    if family == "U" and base == "bit":
        return {"type": "integer"}
    if family == "U" and base not in WRITTEN:
        return {}
    text: Schema = {"type": "string"}
    return text | {"format": "uuid"} if base == "uuid" else text


def _list(base: str) -> Schema:
    """Return the schema of an array: elements, holes, and arrays again, since a type does not say how many dimensions it has."""
    if not base.startswith("_"):
        return {}
    name = base[1:]
    if name not in WHOLE | BROKEN | TEXTS:
        return {"type": "array"}
    element = {"type": "string"} if name in TEXTS else _number(name)
    return {"type": "array", "items": {"anyOf": [element, {"type": ["null", "array"]}]}}


def _one_of(choices: list[Schema]) -> Schema:
    if len(choices) == 1:
        return choices[0]
    return {"anyOf": choices}
