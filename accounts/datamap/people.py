"""Read the people of a store: in which tables they stand, what identifies them, and what a claim is compared with."""

from collections.abc import Iterator, Mapping
from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import nearest
from accounts.datamap.paths import need_column
from accounts.datamap.places import Gone
from accounts.datamap.reader import Entry

ROSTER = ("residence", "language", "standing")


def read_person(table: str, entry: Entry) -> v.PersonTable:
    """Return one person table. Raise DataMapError."""
    given = entry.keys_among(
        "key",
        "identifiers",
        "verified",
        "roster",
        "account",
        "matching",
        "gone",
        needed=["key", "identifiers"],
    )
    kinds = get_args(v.IdentifierKind)
    stated = given["identifiers"].keys_among(*kinds)
    verified = _columns(given["verified"], tuple(stated)) if "verified" in given else {}
    identifiers = {
        kind: tuple(_identifier(item, verified.get(kind, "")) for item in _one_or_more(column))
        for kind, column in stated.items()
    }
    account = None
    if "account" in given:
        names = ("column", "active", "suspended")
        one = given["account"].keys_among(*names, needed=names)
        account = v.AccountColumn(one["column"].text(), one["active"].text(), one["suspended"].text())
    matching = given["matching"].keys_among(*get_args(v.MatchPoint)) if "matching" in given else {}
    return v.PersonTable(
        table,
        given["key"].texts(),
        identifiers,
        _columns(given["roster"], ROSTER) if "roster" in given else {},
        account,
        {point: columns.texts() for point, columns in matching.items()},
        given["gone"].choice(get_args(Gone)) if "gone" in given else "kept",  # type: ignore[arg-type]
    )


def check_person(
    person: v.PersonTable, table: v.TableMap, tables: Mapping[str, v.TableMap], entry: Entry
) -> None:
    """Raise DataMapError for a column or table that is not declared."""
    for column in person.key:
        need_column(table.table, column, table.columns, entry.at("key"))
    for kind, identifiers in person.identifiers.items():
        for one, place in zip(identifiers, _one_or_more(entry.at("identifiers", kind)), strict=True):
            _check_identifier(person, table, one, tables, place)
    for word, name in person.roster.items():
        need_column(table.table, name, table.columns, entry.at("roster", word))
    for point, names in person.matching.items():
        for name in names:
            need_column(table.table, name, table.columns, entry.at("matching", point))
    if person.account is not None:
        need_column(table.table, person.account.column, table.columns, entry.at("account", "column"))


def _check_identifier(
    person: v.PersonTable,
    root: v.TableMap,
    identifier: v.IdentifierColumn,
    tables: Mapping[str, v.TableMap],
    place: Entry,
) -> None:
    table = root
    if identifier.table:
        if identifier.table not in tables:
            raise place.error(
                f"The table {identifier.table} is not declared. {nearest(identifier.table, tables)}"
            )
        if len(identifier.link) != len(person.key):
            raise place.error(
                f"link must name as many columns as the key of {root.table}: {', '.join(person.key)}."
            )
        table = tables[identifier.table]
    for name in (identifier.column, identifier.verified, *identifier.link):
        if name:
            need_column(table.table, name, table.columns, place)


def _one_or_more(entry: Entry) -> Iterator[Entry]:
    if entry.is_list:
        yield from entry.elements()
    else:
        yield entry


def _identifier(entry: Entry, verified: str) -> v.IdentifierColumn:
    if entry.is_text:
        return v.IdentifierColumn(entry.text(), verified)
    given = entry.keys_among("column", "verified", "table", "link", needed=["column"])
    if ("table" in given) != ("link" in given):
        raise entry.error(
            "table and link belong together: link names its columns that equal the person's key."
        )
    return v.IdentifierColumn(
        given["column"].text(),
        given["verified"].text() if "verified" in given else "" if "table" in given else verified,
        given["table"].text() if "table" in given else "",
        given["link"].texts() if "link" in given else (),
    )


def _columns(entry: Entry, allowed: tuple[str, ...]) -> dict[str, str]:
    return {kind: column.text() for kind, column in entry.keys_among(*allowed).items()}
