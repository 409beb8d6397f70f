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
    for problem, section, key, part in _message_problems(datamap):
        raise places[section, key].at(part).error(problem)
    for table in datamap.tables():
        for problem, keys in _table_problems(table, datamap):
            store = places.get(("stores", table.store))
            if store is None:
                raise DataMapError(problem, place=f"personal_data.py, table {table.table}")
            raise store.at("tables", table.table, *keys).error(problem)


def _message_problems(datamap: v.DataMap) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a topic or cookie says that cannot be, with its section, its key and the key under it."""
    for key, topic in datamap.topics.items():
        purpose = datamap.purposes.get(topic.purpose)
        if purpose is None:
            yield _undeclared("purpose", topic.purpose, datamap.purposes), "topics", key, "purpose"
        elif topic.locked and purpose.lawful_basis not in ("contract", "legal_obligation"):
            yield (
                (
                    f"Administrative messages rest on a contract or a legal obligation, and {purpose.key} rests on "
                    f"{purpose.lawful_basis}. Choose another class or another purpose."
                ),
                "topics",
                key,
                "class",
            )
        elif purpose.lawful_basis == "consent" and topic.starts_on:
            yield (
                ("Its purpose rests on consent, which nobody gives by saying nothing. Remove starts_on."),
                "topics",
                key,
                "starts_on",
            )
    for key, cookie in datamap.cookies.items():
        purpose = datamap.purposes.get(cookie.purpose)
        if purpose is None:
            yield _undeclared("purpose", cookie.purpose, datamap.purposes), "cookies", key, "purpose"
        elif not cookie.necessary and purpose.lawful_basis != "consent":
            yield (
                (
                    f"What is not necessary needs consent, and {purpose.key} rests on {purpose.lawful_basis}. "
                    "Say necessary: true if a service somebody asked for cannot do without it, or choose a purpose that asks."
                ),
                "cookies",
                key,
                "purpose",
            )


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
