"""The example's map says where every column of the live database belongs, and every path leads somewhere."""

from collections.abc import Mapping

import pytest
from django.conf import settings

from accounts.datamap.loader import load
from accounts.datamap.vocabulary import DataMap, Path, StoreMap, TableMap
from config.example.platform import SCHEMA

EXAMPLE = settings.BASE_DIR / "config" / "example" / "organisation.yaml"
PORTAL = settings.BASE_DIR / "config" / "portal.yaml"


@pytest.fixture(scope="module")
def example() -> DataMap:
    return load([PORTAL, EXAMPLE])


@pytest.fixture(scope="module")
def store(example) -> StoreMap:
    return example.store("platform")


def differences(live: Mapping[str, set[str]], store: StoreMap) -> list[str]:
    """Return one line for each table or column that is only in the database or only in the map."""
    found = [
        f"{name} is not in the map"
        for name in sorted(set(live) - set(store.tables) - set(store.not_personal))
    ]
    found += [
        f"{name} is not in the database" for name in sorted({*store.tables, *store.not_personal} - set(live))
    ]
    for name, table in store.tables.items():
        found += [
            f"{name}.{column} is not in the map" for column in sorted(live.get(name, set()) - table.columns)
        ]
        found += [
            f"{name}.{column} is not in the database"
            for column in sorted(table.columns - live.get(name, set()))
        ]
    return found


def columns(rows) -> dict[str, set[str]]:
    live: dict[str, set[str]] = {}
    for table, column in rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s", SCHEMA
    ):
        live.setdefault(table, set()).add(column)
    return live


def reached(table: TableMap, path: Path, store: StoreMap, *, person: str = "true") -> str:
    """Return a query for the keys of the rows that a path joins with a member for whom a condition holds."""
    source, here = [f"{table.table} t0"], "t0"
    for number, hop in enumerate(path.hops, start=1):
        source.append(
            f"JOIN {hop.table} t{number} ON {here}.{hop.columns[0].name} = t{number}.{hop.targets[0]}"
        )
        here = f"t{number}"
    if path.identifier:
        column = store.people["members"].identifiers.get(path.identifier.kind)
        if column is None:
            return f"SELECT 1 FROM {table.table} WHERE {path.identifier.column.name} IS NOT NULL LIMIT 1"
        source.append(f"JOIN members p ON p.{column[0].column} = {here}.{path.identifier.column.name}")
        here = "p"
    return f"SELECT 1 FROM {' '.join(source)} WHERE {person.format(here)} LIMIT 1"


@pytest.mark.promise("P04")
def test_the_map_places_every_column_of_the_live_database(rows, store):
    live = columns(rows)
    assert len(live) > 50
    assert differences(live, store) == []


def test_a_new_table_or_column_on_either_side_is_seen(rows, store):
    live = columns(rows)
    live["drafts"].add("mood")
    live["members"].discard("bio")
    live["diaries"] = {"id"}
    del live["plans"]
    assert differences(live, store) == [
        "diaries is not in the map",
        "plans is not in the database",
        "members.bio is not in the database",
        "drafts.mood is not in the map",
    ]


def test_keys_are_the_primary_keys_of_the_database(rows, store):
    keys: dict[str, tuple[str, ...]] = {}
    for table, column in rows(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c "
        "CROSS JOIN unnest(c.conkey) WITH ORDINALITY AS k(number, place) "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number "
        "WHERE c.contype = 'p' AND c.connamespace = %s::regnamespace ORDER BY 1, k.place",
        SCHEMA,
    ):
        keys[table] = (*keys.get(table, ()), column)
    assert {name: keys[name] for name in store.tables} == {
        name: table.key for name, table in store.tables.items()
    }


def test_every_path_reaches_a_person(rows, store):
    dead = [
        (name, path)
        for name, table in store.tables.items()
        for path in table.paths
        if not rows(reached(table, path, store))
    ]
    assert dead == []


def test_a_path_that_reaches_nobody_is_seen(rows, store):
    assert (
        rows(reached(store.tables["drafts"], store.tables["drafts"].paths[0], store, person="{0}.id IS NULL"))
        == []
    )


def test_maya_has_something_in_every_table(rows, store):
    maya = "{0}.email = 'maya.okafor@inkwell.example'"
    without = [
        name
        for name, table in store.tables.items()
        if not any(
            rows(reached(table, path, store, person=maya))
            for path in table.paths
            if path.identifier is None or path.identifier.kind == "email"
        )
    ]
    assert without == []


def test_the_map_holds_nothing_that_is_not_used(example):
    categories = [category for key, category in example.categories.items() if not key.startswith("portal-")]
    used = {key for table in example.store("platform").tables.values() for key in table.categories}
    assert {category.key for category in categories if category.held} == used
    for section in ("sources", "purposes", "recipients"):
        named = {key for category in example.categories.values() for key in getattr(category, section)}
        assert set(getattr(example, section)) - named <= {"person", "portal", "company"}


@pytest.mark.promise("P18", "P31")
def test_what_stays_after_an_erasure_says_why(store):
    kept = {name: table.retain for name, table in store.tables.items() if table.erase != "delete"}
    assert kept["charges"].basis == "legal_obligation"
    assert kept["charges"].rule == "bookkeeping"
    assert all(len(retain.reason.split()) > 8 for retain in kept.values())
    for name in ("charges", "memberships", "payouts"):
        fields = {field.column: field.erase.kind for field in store.tables[name].fields}
        assert not {"receipt_name", "receipt_email", "processor_reference", "tax_form"} & {
            column for column, kind in fields.items() if kind == "keep"
        }


def test_anonymised_rows_can_be_written(rows, store):
    """A column that is cleared accepts NULL or is text; one with a fixed value accepts that value."""
    facts = {
        (table, column): (nullable, kind, generated)
        for table, column, nullable, kind, generated in rows(
            "SELECT table_name, column_name, is_nullable, data_type, is_generated FROM information_schema.columns "
            "WHERE table_schema = %s",
            SCHEMA,
        )
    }
    for name, table in store.tables.items():
        if table.erase != "anonymise":
            continue
        assert not table.withheld, name
        for field in table.fields:
            nullable, kind, generated = facts[name, field.column]
            if generated == "ALWAYS":
                assert field.erase.kind == "keep"
            if field.erase.kind == "clear":
                assert nullable == "YES" or kind == "text", (name, field.column)
            if field.erase.kind == "set":
                rows(f"SELECT %s::{'inet' if kind == 'inet' else 'membership_state'}", field.erase.value)


def test_files_are_in_a_storage_that_is_configured(store):
    storages = {storage for table in store.tables.values() for storage in table.files.values()}
    assert storages == {"platform_media"}
    assert storages <= set(settings.STORAGES)
