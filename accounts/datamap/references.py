"""Check that every key a data map refers to is declared somewhere in it, and that what it says agrees."""

from collections.abc import Iterator, Mapping
from itertools import chain

from accounts.datamap import vocabulary as v
from accounts.datamap.agreement import messages_agree, receiving_agrees, sources_agree
from accounts.datamap.contacts import contacts_agree
from accounts.datamap.errors import DataMapError
from accounts.datamap.file_stores import files_agree
from accounts.datamap.outside_stores import outside_agrees
from accounts.datamap.problems import Problem, undeclared
from accounts.datamap.reader import Entry

Places = Mapping[tuple[str, str], Entry]


def check_references(datamap: v.DataMap, places: Places) -> None:
    """Raise DataMapError, at its own line, for the first thing that refers to nothing or contradicts another.

    `places` says where each key of each section was read; what is not in it comes from a personal_data.py.
    """
    for problem in chain(
        _categories(datamap),
        messages_agree(datamap),
        sources_agree(datamap),
        receiving_agrees(datamap),
        contacts_agree(datamap),
        files_agree(datamap),
        outside_agrees(datamap),
    ):
        raise places[problem.section, problem.key].at(*problem.keys).error(problem.words)
    for table in datamap.tables():
        for words, keys in _table_problems(table, datamap):
            store = places.get(("stores", table.store))
            if store is None:
                raise DataMapError(words, place=f"personal_data.py, table {table.table}")
            raise store.at("tables", table.table, *keys).error(words)


def _categories(datamap: v.DataMap) -> Iterator[Problem]:
    for key, category in datamap.categories.items():
        for part, kind, words, known in (
            ("sources", "source", category.sources, datamap.sources),
            ("purposes", "purpose", category.purposes, datamap.purposes),
            ("recipients", "recipient", category.recipients, datamap.recipients),
            ("retention", "retention rule", _given(category.retention), datamap.retention),
            ("held_by", "recipient", _given(category.held_by), datamap.recipients),
        ):
            for word in words:
                if word not in known:
                    yield Problem("categories", key, (part,), undeclared(kind, word, known))
        rule = datamap.retention.get(category.retention)
        if rule and rule.period == v.UNLIMITED:
            words_ = "A category needs an end. Choose a rule with a period."
            yield Problem("categories", key, ("retention",), words_)


def _table_problems(table: v.TableMap, datamap: v.DataMap) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a table refers to in vain or leaves unsaid, with the keys under the table where it says so."""
    used: list[tuple[str, tuple[str, ...]]] = [(table.category, ("category",))]
    used += [
        (f.category, ("fields", f.column, "category")) for f in table.fields if f.category != table.category
    ]
    for word, keys in used:
        category = datamap.categories.get(word)
        if category is None:
            yield undeclared("category", word, datamap.categories), keys
        elif not category.held:
            yield f"The category {word} says held: false, so nothing may be stored under it.", keys
    for field in table.fields:
        if field.category in datamap.categories:
            for words in _field_problems(field, table, datamap):
                yield words, ("fields", field.column)
    if table.retain and table.retain.rule not in datamap.retention:
        yield undeclared("retention rule", table.retain.rule, datamap.retention), ("retain", "rule")
    elif (
        table.retain
        and table.erase == "retain"
        and datamap.retention[table.retain.rule].period == v.UNLIMITED
    ):
        yield (
            "Rows kept as they are need an end. Choose a rule with a period, or anonymise them.",
            ("retain", "rule"),
        )


def _field_problems(field: v.FieldMap, table: v.TableMap, datamap: v.DataMap) -> Iterator[str]:
    """Yield what a field leaves unsaid: how an inference came about, and to whom a visible value goes."""
    category = datamap.categories[field.category]
    derived = bool(category.sources) and all(datamap.sources[s].kind == "derived" for s in category.sources)
    inferred = derived or v.INFERENCES in category.ccpa
    if inferred and not field.derived and field.column not in table.path_columns:
        yield (
            f"Values of the category {category.key} are worked out, so the key derived is missing: say in words from what, "
            "or give this field another category."
        )
    seen = any(datamap.recipients[r].kind == "public" for r in category.recipients)
    if field.visible != "private" and not seen:
        yield (
            f"It is visible to {field.visible}, and the category {category.key} names no recipient of the kind public. "
            "Add one there, or give this field another category."
        )


def _given(word: str) -> tuple[str, ...]:
    return (word,) if word else ()
