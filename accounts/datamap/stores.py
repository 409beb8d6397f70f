"""Read one store of the data map: which keys it has depends on its kind."""

from collections.abc import Callable

from accounts.datamap import vocabulary as v
from accounts.datamap.contacts import read_contacts
from accounts.datamap.correcting import check_correctable
from accounts.datamap.errors import nearest
from accounts.datamap.file_stores import read_files_store
from accounts.datamap.outside_stores import read_http_store, read_manual_store
from accounts.datamap.paths import check_paths
from accounts.datamap.people import check_person, read_person
from accounts.datamap.reader import Entry
from accounts.datamap.records import check_record
from accounts.datamap.tables import read_table


def read_store(key: str, entry: Entry) -> v.StoreMap:
    """Return the store, its tables compiled. Raise DataMapError for what does not hold together."""
    kind = entry.items().get("kind")
    if kind is None:
        raise entry.error(f"The key kind is missing. Use one of: {', '.join(KINDS)}.")
    return KINDS[kind.choice(KINDS)](key, entry)


def _sql_store(key: str, entry: Entry) -> v.StoreMap:
    given = entry.keys_among(
        "kind",
        "name",
        "database",
        "schema",
        "people",
        "tables",
        "not_personal",
        "contacts",
        needed=["name", "database", "people", "tables"],
    )
    schema = given["schema"].text() if "schema" in given else ""
    people = {table: read_person(table, item) for table, item in given["people"].items().items()}
    tables = {name: read_table(key, schema, name, item) for name, item in given["tables"].items().items()}
    not_personal: dict[str, str] = {}
    for name, reason in (given["not_personal"].items() if "not_personal" in given else {}).items():
        if name in tables:
            raise reason.error("This table is declared as personal too. Keep one of the two.")
        not_personal[name] = reason.reason()
    for name, item in given["people"].items().items():
        if name not in tables:
            raise item.error(f"The table {name} must also stand under tables. {nearest(name, tables)}")
        check_person(people[name], tables[name], tables, item)
    for name, item in given["tables"].items().items():
        check_paths(tables[name], people, tables, item)
        check_correctable(tables[name], people.get(name), item)
        check_record(tables[name], people, tables, item)
    return v.StoreMap(
        key,
        "sql",
        given["name"].text(),
        given["database"].text(),
        schema,
        people,
        tables,
        not_personal,
        contacts=read_contacts(given["contacts"]) if "contacts" in given else None,
    )


KINDS: dict[str, Callable[[str, Entry], v.StoreMap]] = {
    "sql": _sql_store,
    "http": read_http_store,
    "files": read_files_store,
    "manual": read_manual_store,
}
"""The kinds of store a map may declare, and what reads each. The portal's own models are the kind `model`."""
