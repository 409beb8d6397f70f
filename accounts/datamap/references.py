"""Check that every key a data map refers to is declared somewhere in it."""

from collections.abc import Iterator, Mapping

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.reader import Entry

Places = Mapping[tuple[str, str], Entry]


def check_references(datamap: v.DataMap, places: Places) -> None:
    """Raise DataMapError, at its own line, for the first key that refers to something nobody declared.

    `places` says where each key of each section was read; what is not in it comes from a personal_data.py.
    """
    for key, category in datamap.categories.items():
        entry = places["categories", key]
        for part, kind, words, known in (
            ("sources", "source", category.sources, datamap.sources),
            ("purposes", "purpose", category.purposes, datamap.purposes),
            ("recipients", "recipient", category.recipients, datamap.recipients),
            ("retention", "retention rule", _given(category.retention), datamap.retention),
            ("held_by", "recipient", _given(category.held_by), datamap.recipients),
        ):
            for word in words:
                if word not in known:
                    raise entry.at(part).error(_undeclared(kind, word, known))
        if category.retention and datamap.retention[category.retention].period == v.UNLIMITED:
            raise entry.at("retention").error("A category needs an end. Choose a rule with a period.")
    for table in datamap.tables():
        for problem, keys in _table_problems(table, datamap):
            store = places.get(("stores", table.store))
            if store is None:
                raise DataMapError(problem, place=f"personal_data.py, table {table.table}")
            raise store.at("tables", table.table, *keys).error(problem)


def _table_problems(table: v.TableMap, datamap: v.DataMap) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a table refers to in vain, with the keys under the table where it says so."""
    used: list[tuple[str, tuple[str, ...]]] = [(table.category, ("category",))]
    used += [
        (f.category, ("fields", f.column, "category")) for f in table.fields if f.category != table.category
    ]
    for word, keys in used:
        category = datamap.categories.get(word)
        if category is None:
            yield _undeclared("category", word, datamap.categories), keys
        elif not category.held:
            yield f"The category {word} says held: false, so nothing may be stored under it.", keys
    if table.retain and table.retain.rule not in datamap.retention:
        yield _undeclared("retention rule", table.retain.rule, datamap.retention), ("retain", "rule")
    elif (
        table.retain
        and table.erase == "retain"
        and datamap.retention[table.retain.rule].period == v.UNLIMITED
    ):
        yield (
            "Rows kept as they are need an end. Choose a rule with a period, or anonymise them.",
            ("retain", "rule"),
        )


def _given(word: str) -> tuple[str, ...]:
    return (word,) if word else ()


def _undeclared(kind: str, word: str, known: Mapping[str, object]) -> str:
    return f"The {kind} {word} is not declared. {nearest(word, known)}"
