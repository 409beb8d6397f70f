"""Read one table of a store and its fields."""

from dataclasses import replace
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.columns import column_ref
from accounts.datamap.paths import need_column, read_paths
from accounts.datamap.reader import Entry
from accounts.datamap.records import read_record


def read_table(store: str, schema: str, name: str, entry: Entry) -> v.TableMap:
    """Return one table. Raise DataMapError for what does not hold together within it."""
    given = entry.keys_among(
        "name",
        "table",
        "schema",
        "only",
        "category",
        "key",
        "person",
        "shared",
        "erase",
        "retain",
        "fields",
        "withheld",
        "files",
        "checkable",
        "dated",
        "record",
        needed=["category", "erase", "fields"],
    )
    if "person" not in given:
        raise entry.error(
            'The key person is missing: say how a row reaches the person, or "" for the person itself.'
        )
    handling = given["erase"].choice(get_args(v.Handling))
    retain = read_retain(given["retain"]) if "retain" in given else None
    if handling != "delete" and retain is None:
        raise entry.error(
            f"With erase: {handling} the key retain is missing: say what stays, why and by which rule."
        )
    shared = given["shared"].boolean() if "shared" in given else False
    if shared and handling == "retain":
        raise given["shared"].error("Rows that are retained stay for everybody. Remove shared.")
    category = given["category"].text()
    fields = tuple(_field(column, category, item) for column, item in given["fields"].items().items())
    table = v.TableMap(
        store=store,
        schema=given["schema"].text() if "schema" in given else schema,
        table=name,
        label=given["name"].text() if "name" in given else name.replace("_", " ").capitalize(),
        category=category,
        key=given["key"].texts() if "key" in given else ("id",),
        paths=read_paths(given["person"]),
        fields=fields,
        withheld={
            c: e.reason() for c, e in (given["withheld"].items() if "withheld" in given else {}).items()
        },
        files={
            column: item.keys_among("storage", needed=["storage"])["storage"].text()
            for column, item in (given["files"].items() if "files" in given else {}).items()
        },
        erase=handling,  # type: ignore[arg-type]
        retain=retain,
        relation=given["table"].text() if "table" in given else name,
        shared=shared,
        only=given["only"].boolean() if "only" in given else False,
        checkable=given["checkable"].texts() if "checkable" in given else (),
        dated=given["dated"].text() if "dated" in given else "",
        record=read_record(given["record"]) if "record" in given else None,
    )
    _check_columns(table, given, entry)
    return with_kept_keys(table, {c for c, e in given["fields"].items().items() if _says_erase(e)})


def _check_columns(table: v.TableMap, given: dict[str, Entry], entry: Entry) -> None:
    """Raise DataMapError for a column placed twice, and for one that is named and not placed."""
    places = given["fields"].items()
    for field in table.fields:
        if field.column in table.withheld:
            raise places[field.column].error("This column is withheld too. Keep one of the two.")
        if field.whose:
            need_column(table.table, field.whose, table.columns, places[field.column])
    for column in table.checkable:
        need_column(table.table, column, table.columns, given["checkable"])
    if table.dated:
        need_column(table.table, table.dated, table.columns, given["dated"])
    for column in table.files:
        need_column(table.table, column, table.columns, given["files"].at(column))
    for column in table.key:
        need_column(table.table, column, table.columns, given.get("key", entry))


def with_kept_keys(table: v.TableMap, explicit: set[str]) -> v.TableMap:
    """Return the table with its key and path columns kept, where nothing else was said about them.

    In a shared row only the key is kept: what leads to the person goes, so that the row is the others' alone.
    """
    keep = (frozenset(table.key) if table.shared else table.path_columns) - explicit
    fields = (replace(f, erase=v.Erase("keep")) if f.column in keep else f for f in table.fields)
    return replace(table, fields=tuple(fields))


def _says_erase(entry: Entry) -> bool:
    return not entry.empty and not entry.is_text and "erase" in entry.items()


def read_retain(entry: Entry) -> v.Retain:
    """Return what stays after an erasure and why."""
    given = entry.keys_among("basis", "reason", "rule", needed=["basis", "reason", "rule"])
    return v.Retain(
        given["basis"].choice(get_args(v.LawfulBasis)), given["reason"].reason(), given["rule"].text()
    )


def _field(column: str, category: str, entry: Entry) -> v.FieldMap:
    label = column.replace("_", " ").capitalize()
    if entry.empty:
        return v.FieldMap(column, category, label)
    if entry.is_text:
        return v.FieldMap(column, entry.text(), label)
    given = entry.keys_among(
        "category",
        "name",
        "derived",
        "visible",
        "mentions",
        "whose",
        "erase",
        "inside",
        "correct",
        "never_disclose",
    )
    if "mentions" in given:
        given["mentions"].choice(["mask"])
    visible = given["visible"].choice(get_args(v.Visibility)) if "visible" in given else "private"
    inside = given["inside"].items() if "inside" in given else {}
    return v.FieldMap(
        column,
        given["category"].text() if "category" in given else category,
        given["name"].text() if "name" in given else label,
        given["derived"].text() if "derived" in given else "",
        visible,  # type: ignore[arg-type]
        "mentions" in given,
        read_erase(given["erase"]) if "erase" in given else v.Erase("clear"),
        given["whose"].text() if "whose" in given else "",
        tuple(_inside(place, item) for place, item in inside.items()),
        given["correct"].boolean() if "correct" in given else False,
        given["never_disclose"].choice(get_args(v.NeverDisclosed)) if "never_disclose" in given else None,  # type: ignore[arg-type]
    )


def _inside(place: str, entry: Entry) -> v.InsideField:
    """Return what becomes of one place inside a document, written `contact->email`."""
    try:
        ref = column_ref(place)
    except ValueError as error:
        raise entry.error("A place inside a document is written key->key, as in contact->email.") from error
    if ref.many:
        raise entry.error("A list inside a document is handled as a whole. Remove the [].")
    given = entry.keys_among("erase", "withheld") if not entry.empty else {}
    return v.InsideField(
        (ref.name, *ref.inside),
        read_erase(given["erase"]) if "erase" in given else v.Erase("clear"),
        given["withheld"].reason() if "withheld" in given else "",
    )


def read_erase(entry: Entry) -> v.Erase:
    """Return what becomes of a field: clear, pseudonym, keep, cascade, or {set: value}; {set: null} cuts a link to another row."""
    if entry.is_text:
        return v.Erase(entry.choice(["clear", "pseudonym", "keep", "cascade"]))  # type: ignore[arg-type]
    given = entry.keys_among("set")
    if "set" not in given:
        raise entry.error("The key set is missing.")
    return v.Erase("set", given["set"].scalar())
