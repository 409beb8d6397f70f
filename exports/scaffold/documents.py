"""Ways to people that stand inside JSON documents: places whose values are keys of a table of people.

Documents are sampled again, whole ones only, with the same limits on rows and time; the people's keys are asked for by value. No value leaves here.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from accounts.errors import DomainError
from exports.scaffold.look import LOCK_MS, ROWS, STATEMENT_MS, Seen, SeenTable
from exports.scaffold.plan import Link, PersonPlan, plain
from exports.scaffold.signs import ENOUGH, MOST
from exports.scaffold.words import PERSON, ROLES, joined, singular, tokens
from exports.stores.store import Store

LETTERS = 20_000
"""A longer document is not read: it could not be read whole."""
DEEPEST = 3
"""Keys from the top of a document to the place of a key."""
DISTINCT = 50
"""Values of one place that are looked for among the people's keys."""
TELLING = 8
"""Letters from which on a key is no accident; a smaller one, or a number, must also be called as somebody."""
MOST_PLACES = 40
"""Places of one column that are followed: where every document has keys of its own, none of them says anything."""


@dataclass(frozen=True)
class Place:
    """A place in the documents of a column: the keys to it, whether an array stands there, and some of what it holds."""

    column: str
    keys: tuple[str, ...]
    many: bool
    values: frozenset[str]


def inside_documents(
    store: Store, seen: Seen, people: Mapping[str, PersonPlan], links: list[Link]
) -> tuple[list[Link], list[str]]:
    """Return the links and those that documents show, and what a person has to look at.

    A table that leads to people already gets no second way: whether the document says the same is for a person's eye.
    """
    found, eyes = [*links], []
    direct = {link.table for link in links if link.target in people}
    for table in seen.tables.values():
        for column in table.columns.values():
            if table.name in people or column.base not in ("json", "jsonb") or not plain(column.name):
                continue
            places = _places(store, table, column.name)
            shown = [
                link for one in places for link in _leads(store, seen, people, table=table.name, place=one)
            ]
            if shown and table.name in direct:
                where = ", ".join(link.step.partition(" > ")[0] for link in shown)
                eyes.append(
                    f"{table.name}: {where} holds keys of {shown[0].target} as well. See whose they are."
                )
            else:
                found += shown
    return found, eyes


def _leads(
    store: Store, seen: Seen, people: Mapping[str, PersonPlan], *, table: str, place: Place
) -> Iterator[Link]:
    """Yield the way from a place to the first table of people whose keys stand there."""
    telling = all(len(value) >= TELLING and not value.isdecimal() for value in place.values)
    for target in (seen.tables[name] for name in people if len(seen.tables[name].key) == 1):
        called = _called(place.keys or (place.column,), target)
        if not (called or telling) or _among(store, target, place.values) < MOST * len(place.values):
            continue
        why = f"{len(place.values)} values in its documents were looked for among the keys of that table"
        sure = 50 + 20 * called + 15 * telling
        yield Link(
            table, (place.column,), target.name, target.key, sure, why, many=place.many, inside=place.keys
        )
        return


def _called(keys: tuple[str, ...], target: SeenTable) -> bool:
    """Return whether the end of a place is called as somebody: customer_id, or id below customer, or created_by."""
    words = {singular(word) for word in (*tokens(keys[-1]), *(tokens(keys[-2]) if len(keys) > 1 else ()))}
    somebody = {singular(word) for word in PERSON | ROLES} | {singular(target.word)}
    return bool(words & somebody) or joined(keys[-1]).endswith("_by")


def _places(store: Store, table: SeenTable, column: str) -> list[Place]:
    """Return the places of sampled documents that hold single values, enough of them to say something."""
    held: dict[tuple[tuple[str, ...], bool], set[str]] = {}
    try:
        texts = _sample(store, table, column)
    except DomainError:
        return []
    for text in texts:
        with suppress(ValueError, RecursionError):
            for place, value in _values(json.loads(text), ()):
                kept = held.setdefault(place, set())
                if len(kept) < DISTINCT:
                    kept.add(value)
    found = [
        Place(column, keys, many, frozenset(values))
        for (keys, many), values in sorted(held.items())
        if len(values) >= ENOUGH
    ]
    return found[:MOST_PLACES]


def _values(node: Any, keys: tuple[str, ...]) -> Iterator[tuple[tuple[tuple[str, ...], bool], str]]:
    """Yield the texts and whole numbers of a document, of arrays each element, with the way to them."""
    if isinstance(node, dict) and len(keys) < DEEPEST:
        for key, below in node.items():
            if plain(key):
                yield from _values(below, (*keys, key))
    elif isinstance(node, list):
        yield from (((keys, True), str(one)) for one in node if _single(one))
    elif keys and _single(node):
        yield (keys, False), str(node)


def _single(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _sample(store: Store, table: SeenTable, column: str) -> list[str]:
    with (
        store.reading() as session,
        session.engine.bounded(session.cursor, statement_ms=STATEMENT_MS, lock_ms=LOCK_MS),
    ):
        text = session.engine.text(sql.Identifier(column))
        rows = session.all(
            sql.SQL("SELECT {0} FROM {1} WHERE length({0}) <= {2} LIMIT {3}").format(
                text, sql.Identifier(*table.relation), sql.SQL(str(LETTERS)), sql.SQL(str(ROWS))
            )
        )
    return [str(row[0]) for row in rows]


def _among(store: Store, target: SeenTable, values: frozenset[str]) -> int:
    """Return how many of the values are keys of a table; none where it cannot be asked."""
    try:
        with (
            store.reading() as session,
            session.engine.bounded(session.cursor, statement_ms=STATEMENT_MS, lock_ms=LOCK_MS),
        ):
            key = session.engine.text(sql.Identifier(target.key[0]))
            wanted = sql.SQL(", ").join(map(sql.Literal, sorted(values)))
            return int(
                session.value(
                    sql.SQL("SELECT count(*) FROM {} WHERE {} IN ({})").format(
                        sql.Identifier(*target.relation), key, wanted
                    )
                )
            )
    except DomainError:
        return 0
