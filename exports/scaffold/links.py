"""Which tables point at which: by foreign keys, and where there are none, by what columns are called."""

from collections.abc import Iterator, Mapping

from exports.scaffold.look import Seen, SeenTable
from exports.scaffold.plan import Link, PersonPlan
from exports.scaffold.words import ROLES, joined


def links_of(seen: Seen, people: Mapping[str, PersonPlan]) -> list[Link]:
    """Return every way from one table to another that the database or its names show."""
    found = list(_declared(seen))
    taken = {(link.table, column) for link in found for column in link.columns}
    for table in seen.tables.values():
        named = _named(table, seen, people)
        found += [link for link in named if (table.name, link.columns[0]) not in taken]
    return found


def _declared(seen: Seen) -> Iterator[Link]:
    names = seen.names
    for key in seen.references:
        if key.relation in names and key.target in names:
            here, there = names[key.relation], names[key.target]
            yield Link(here, key.columns, there, key.target_columns, 95, "a foreign key says so")


def _named(table: SeenTable, seen: Seen, people: Mapping[str, PersonPlan]) -> Iterator[Link]:
    for column in table.columns.values():
        word = joined(column.name)
        stem = _stem(word)
        if table.key == (column.name,):
            continue
        if column.family == "A" and word.endswith("_ids"):
            yield from _keys(table, column.name, seen.called(word.removesuffix("_ids"), table))
        elif any(joined(kind) == f"{stem}_type" and found for kind, found in table.kinds.items()):
            yield from _by_type(table, column.name, stem, seen)
        elif stem:
            target = seen.called(stem, table) or _by_key(word, table, seen)
            yield from _one(
                table, column.name, target or _somebody(stem, seen, people), known=target is not None
            )


def _keys(table: SeenTable, column: str, target: SeenTable | None) -> Iterator[Link]:
    if target and len(target.key) == 1:
        why = "an array named as keys of that table"
        yield Link(table.name, (column,), target.name, target.key, 65, why, many=True)


def _by_type(table: SeenTable, column: str, stem: str, seen: Seen) -> Iterator[Link]:
    """Yield a way for each table that the column beside it names."""
    kind = next(name for name in table.kinds if joined(name) == f"{stem}_type")
    for owner, written in sorted(table.kinds[kind].items()):
        target = seen.tables[owner]
        if _fits(table, column, target):
            why = f"{kind} says which table it points at"
            yield Link(table.name, (column,), owner, target.key, 80, why, when=(kind, written))


def _one(table: SeenTable, column: str, target: SeenTable | None, *, known: bool) -> Iterator[Link]:
    if target is not None and target.name != table.name and _fits(table, column, target):
        sure, why = (
            (70, "named as the key of that table")
            if known
            else (50, "named as somebody, and there is one table of people")
        )
        yield Link(table.name, (column,), target.name, target.key, sure, why)


def _somebody(stem: str, seen: Seen, people: Mapping[str, PersonPlan]) -> SeenTable | None:
    """Return the one table of people when a column is named as somebody."""
    if len(people) == 1 and stem.rpartition("_")[2] in ROLES | {"by"}:
        return seen.tables[next(iter(people))]
    return None


def _stem(word: str) -> str:
    """Return what a column points at by its name: customer_id is a customer, created_by somebody."""
    for ending in ("_id", "_key", "_uuid", "_no", "_ref", "_number"):
        if word.endswith(ending):
            return word.removesuffix(ending)
    return word if word in ROLES or word.endswith("_by") else ""


def _by_key(word: str, table: SeenTable, seen: Seen) -> SeenTable | None:
    """Return the one table whose key has this name, if it says more than `id`."""
    found = [
        other
        for other in seen.tables.values()
        if len(other.key) == 1 and joined(other.key[0]) == word and other.name != table.name
    ]
    return found[0] if len(found) == 1 and word != "id" else None


def _fits(table: SeenTable, column: str, target: SeenTable) -> bool:
    return len(target.key) == 1 and table.columns[column].family == target.columns[target.key[0]].family
