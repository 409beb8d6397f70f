"""Ask stores whether claimed data points agree with what they hold of somebody, and learn nothing else.

However the answer comes out, the same is done: one query for each people table that can be found by this
kind of identifier, the same number of rows brought to the form in which they are compared (made-up ones
in the place of those that are not there), and the same comparisons. The answer is three numbers. Which data
points agreed, and whether anybody was found, is not said, and is never decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from psycopg import sql

from accounts.databases.engine import Composable
from accounts.datamap.vocabulary import IdentifierColumn, PersonTable
from accounts.matching.compare import agreeing
from accounts.matching.places import country_of
from accounts.matching.points import JOINED, POINTS, Forms, forms
from exports.stores.identifying import identified_by
from exports.stores.located import SHARED, Located
from exports.stores.predicate import column_name, forms_of, table_name
from exports.stores.store import Store

MOST_ROWS: Final = 4
"""Rows of one people table that are compared: one person has few accounts."""
DECOY: Final = {
    "name": "Alexandra Beispiel Example",
    "email": "nobody@decoy.invalid",
    "phone": "+1 415 555 0100",
    "postal_code": "00000-0000",
    "birth_date": "1900-01-01",
    "address": "1 Nowhere Street, Apt. 0",
    "city": "Nowhere",
    "country": "US",
}
"""What is brought to its forms in the place of a row that is not there; it is never compared."""


@dataclass(frozen=True)
class Claims:
    """What somebody says of themselves: data points by name, and the country in whose way numbers and dates are read.

    `disputed` are the points they want corrected, which prove nothing of them (11 CCR 7060(h)).
    """

    points: Mapping[str, str]
    region: str = ""
    disputed: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Match:
    """How many data points were claimed, how many of them can be compared at all, and how many agree."""

    claimed: int
    comparable: int
    agreeing: int


def match(stores: Iterable[Store], identifier: tuple[str, str], claims: Claims) -> Match:
    """Return how many of the claimed data points agree with what the stores together hold of whom this kind and value lead to.

    The point the person is found by is not counted: it cannot but agree. What can be compared is decided by the
    map and by the claim itself, never by what stands in a row. Raise StoreUnavailable, StoreFault.
    """
    kind, value = identifier
    region = claims.region or country_of(claims.points.get("country", ""))
    wanted = {
        point: forms(point, said, region=region)
        for point, said in claims.points.items()
        if point in POINTS and point != kind and point not in claims.disputed
    }
    held: dict[str, list[str]] = {}
    declared: set[str] = set()
    for store in stores:
        for person in store.map.people.values():
            columns = _found_by(person, kind)
            if not columns or not person.matching:
                continue
            declared |= set(person.matching)
            for point, more in _held(store, person, columns, (kind, value), region).items():
                held.setdefault(point, []).extend(more)
    comparable = {point for point, those in wanted.items() if those and point in declared}
    agree = agreeing({point: sorted(wanted[point]) for point in comparable}, held)
    return Match(len(claims.points), len(comparable), len(agree))


def _found_by(person: PersonTable, kind: str) -> tuple[IdentifierColumn, ...]:
    return tuple(person.identifiers.get(kind, ()))


def _held(
    store: Store,
    person: PersonTable,
    columns: tuple[IdentifierColumn, ...],
    identifier: tuple[str, str],
    region: str,
) -> dict[str, list[str]]:
    """Return the forms of every declared data point of whom the identifier finds in one people table."""
    names = list(dict.fromkeys(name for names in person.matching.values() for name in names))
    rows = [dict(zip(names, row, strict=True)) for row in _rows(store, person, columns, identifier, names)]
    # More than one row of what households share says that it is not known who is meant.
    one_person = len(rows) == 1 or identifier[0] not in SHARED
    held: dict[str, list[str]] = {point: [] for point in person.matching}
    for place in range(MOST_ROWS):
        there = one_person and place < len(rows)
        for point, its in person.matching.items():
            for value in _values(point, its, rows[place] if there else dict.fromkeys(its, DECOY[point])):
                found: Forms = forms(point, value, region=region)
                held[point] += sorted(found) if there else []
    return held


def _values(point: str, columns: Iterable[str], row: Mapping[str, Any]) -> list[Any]:
    """Return the values of a data point in a row: one made of all its columns, or each column's own."""
    each = [row[name] for name in columns]
    if point in JOINED:
        return [" ".join(str(part) for part in each if part)]
    return each


def _rows(
    store: Store,
    person: PersonTable,
    columns: tuple[IdentifierColumn, ...],
    identifier: tuple[str, str],
    names: list[str],
) -> list[tuple[Any, ...]]:
    kind, value = identifier
    wanted = forms_of(kind, Located(store.key, identifiers={kind: [value]}))
    with store.reading() as session:
        ways = [_way(store, person, kind, column, wanted) for column in columns]
        return session.all(
            sql.SQL("SELECT {} FROM {} WHERE {} LIMIT {}").format(
                sql.SQL(", ").join(
                    store.engine.text(column_name(person.table, name, store)) for name in names
                ),
                table_name(person.table, store),
                sql.SQL(" OR ").join(ways),
                sql.Literal(MOST_ROWS),
            )
        )


def _way(
    store: Store, person: PersonTable, kind: str, column: IdentifierColumn, wanted: list[str]
) -> Composable:
    """Return the condition that a row of the people table is found by one identifier column, which may stand in another table."""
    table = column.table or person.table
    found = identified_by(store, table, (kind, column.column), wanted)
    if column.verified:
        mark = store.engine.is_true(column_name(table, column.verified, store))
        found = sql.SQL("({} AND {})").format(found, mark)
    if not column.table:
        return found
    here = [column_name(person.table, part, store) for part in person.key]
    there = [column_name(table, part, store) for part in column.link]
    joined = [sql.SQL("{} = {}").format(one, other) for one, other in zip(here, there, strict=True)]
    return sql.SQL("EXISTS (SELECT 1 FROM {} WHERE {} AND {})").format(
        table_name(table, store), sql.SQL(" AND ").join(joined), found
    )
