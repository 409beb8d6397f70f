"""Read one store of the data map and compile its tables."""

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import nearest
from accounts.datamap.paths import check_paths, need_column, read_paths
from accounts.datamap.reader import Entry


def read_store(key: str, entry: Entry) -> v.StoreMap:
    """Return the store with its tables compiled. Raise DataMapError for what does not hold together."""
    given = entry.keys_among(
        "kind",
        "name",
        "database",
        "schema",
        "people",
        "tables",
        "not_personal",
        needed=["kind", "name", "database", "people", "tables"],
    )
    given["kind"].choice(["sql"])
    schema = given["schema"].text() if "schema" in given else "public"
    people = {table: _person(table, item) for table, item in given["people"].items().items()}
    tables = {name: _table(key, schema, name, item) for name, item in given["tables"].items().items()}
    not_personal: dict[str, str] = {}
    for name, reason in (given["not_personal"].items() if "not_personal" in given else {}).items():
        if name in tables:
            raise reason.error("This table is declared as personal too. Keep one of the two.")
        not_personal[name] = reason.reason()
    for name, item in given["people"].items().items():
        if name not in tables:
            raise item.error(f"The table {name} must also stand under tables. {nearest(name, tables)}")
        _check_person(people[name], tables[name], item)
    for name, item in given["tables"].items().items():
        check_paths(tables[name], people, tables, item)
    return v.StoreMap(
        key, "sql", given["name"].text(), given["database"].text(), schema, people, tables, not_personal
    )


def _person(table: str, entry: Entry) -> v.PersonTable:
    given = entry.keys_among(
        "key", "identifiers", "verified", "roster", "account", needed=["key", "identifiers"]
    )
    kinds = get_args(v.IdentifierKind)
    identifiers = _columns(given["identifiers"], kinds)
    verified = _columns(given["verified"], identifiers) if "verified" in given else {}
    roster = _columns(given["roster"], ("residence", "language", "standing")) if "roster" in given else {}
    account = None
    if "account" in given:
        names = ("column", "active", "suspended")
        one = given["account"].keys_among(*names, needed=names)
        account = v.AccountColumn(one["column"].text(), one["active"].text(), one["suspended"].text())
    return v.PersonTable(table, given["key"].text(), identifiers, verified, roster, account)


def _check_person(person: v.PersonTable, table: v.TableMap, entry: Entry) -> None:
    need_column(table.table, person.key, table.columns, entry.at("key"))
    for part in ("identifiers", "verified", "roster"):
        for word, column in getattr(person, part).items():
            need_column(table.table, column, table.columns, entry.at(part, word))
    if person.account is not None:
        need_column(table.table, person.account.column, table.columns, entry.at("account", "column"))


def _columns(entry: Entry, allowed: Mapping[str, str] | tuple[str, ...]) -> dict[str, str]:
    return {kind: column.text() for kind, column in entry.keys_among(*allowed).items()}


def _table(store: str, schema: str, name: str, entry: Entry) -> v.TableMap:
    given = entry.keys_among(
        "name",
        "schema",
        "category",
        "key",
        "person",
        "erase",
        "retain",
        "fields",
        "withheld",
        "files",
        needed=["category", "erase", "fields"],
    )
    if "person" not in given:
        raise entry.error(
            'The key person is missing: say how a row reaches the person, or "" for the person itself.'
        )
    handling = given["erase"].choice(get_args(v.Handling))
    retain = _retain(given["retain"]) if "retain" in given else None
    if handling != "delete" and retain is None:
        raise entry.error(
            f"With erase: {handling} the key retain is missing: say what stays, why and by which rule."
        )
    category = given["category"].text()
    key = given["key"].texts() if "key" in given else ("id",)
    paths = read_paths(given["person"])
    fields = tuple(_field(column, category, item) for column, item in given["fields"].items().items())
    withheld = {c: e.reason() for c, e in (given["withheld"].items() if "withheld" in given else {}).items()}
    for field in fields:
        if field.column in withheld:
            raise (
                given["fields"]
                .items()[field.column]
                .error("This column is withheld too. Keep one of the two.")
            )
    files = {
        column: item.keys_among("storage", needed=["storage"])["storage"].text()
        for column, item in (given["files"].items() if "files" in given else {}).items()
    }
    placed = [*(f.column for f in fields), *withheld]
    for field in fields:
        if field.whose:
            need_column(name, field.whose, placed, given["fields"].items()[field.column])
    for column in files:
        need_column(name, column, placed, given["files"].at(column))
    for column in key:
        need_column(name, column, placed, given.get("key", entry))
    table = v.TableMap(
        store=store,
        schema=given["schema"].text() if "schema" in given else schema,
        table=name,
        label=given["name"].text() if "name" in given else name.replace("_", " ").capitalize(),
        category=category,
        key=key,
        paths=paths,
        fields=fields,
        withheld=withheld,
        files=files,
        erase=handling,  # type: ignore[arg-type]
        retain=retain,
    )
    return with_kept_keys(table, {c for c, e in given["fields"].items().items() if _says_erase(e)})


def with_kept_keys(table: v.TableMap, explicit: set[str]) -> v.TableMap:
    """Return the table with its key and path columns kept, where nothing else was said about them."""
    keep = table.path_columns - explicit
    fields = (replace(f, erase=v.Erase("keep")) if f.column in keep else f for f in table.fields)
    return replace(table, fields=tuple(fields))


def _says_erase(entry: Entry) -> bool:
    return not entry.empty and not entry.is_text and "erase" in entry.items()


def _retain(entry: Entry) -> v.Retain:
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
    given = entry.keys_among("category", "name", "derived", "visible", "mentions", "whose", "erase")
    if "mentions" in given:
        given["mentions"].choice(["mask"])
    visible = given["visible"].choice(get_args(v.Visibility)) if "visible" in given else "private"
    return v.FieldMap(
        column,
        given["category"].text() if "category" in given else category,
        given["name"].text() if "name" in given else label,
        given["derived"].text() if "derived" in given else "",
        visible,  # type: ignore[arg-type]
        "mentions" in given,
        read_erase(given["erase"]) if "erase" in given else v.Erase("clear"),
        given["whose"].text() if "whose" in given else "",
    )


def read_erase(entry: Entry) -> v.Erase:
    """Return what becomes of a field: clear, pseudonym, keep, or {set: value}; {set: null} cuts a link to another row."""
    if entry.is_text:
        return v.Erase(entry.choice(["clear", "pseudonym", "keep"]))  # type: ignore[arg-type]
    given = entry.keys_among("set")
    if "set" not in given:
        raise entry.error("The key set is missing.")
    return v.Erase("set", given["set"].scalar())
