"""Read a store of files: a storage, and what their names begin with."""

from collections.abc import Iterator

from accounts.datamap import vocabulary as v
from accounts.datamap.prefixes import placeholders, store_of
from accounts.datamap.problems import Problem, undeclared
from accounts.datamap.reader import Entry
from accounts.datamap.tables import read_retain


def read_files_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store of files. Raise DataMapError."""
    given = entry.keys_among("kind", "name", "objects", needed=["name", "objects"])
    objects = {name: _objects(key, name, item) for name, item in given["objects"].items().items()}
    return v.StoreMap(key, "files", given["name"].text(), objects=objects)


def _objects(store: str, key: str, entry: Entry) -> v.ObjectsMap:
    given = entry.keys_among(
        "name",
        "storage",
        "prefix",
        "category",
        "erase",
        "retain",
        "withheld",
        needed=["storage", "prefix", "category", "erase"],
    )
    try:
        placeholders(given["prefix"].text())
    except ValueError as problem:
        raise given["prefix"].error(str(problem)) from problem
    handling = given["erase"].choice(["delete", "retain"])
    retain = read_retain(given["retain"]) if "retain" in given else None
    if handling == "retain" and retain is None:
        raise entry.error(
            "With erase: retain the key retain is missing: say what stays, why and by which rule."
        )
    if handling == "delete" and retain is not None:
        raise given["retain"].error("These files are deleted, so nothing is retained. Remove retain.")
    return v.ObjectsMap(
        store,
        key,
        given["name"].text() if "name" in given else key.replace("_", " ").capitalize(),
        given["storage"].text(),
        given["prefix"].text(),
        given["category"].text(),
        handling,  # type: ignore[arg-type]
        retain,
        given["withheld"].reason() if "withheld" in given else "",
    )


def files_agree(datamap: v.DataMap) -> Iterator[Problem]:
    """Yield what stores of files refer to in vain or cannot be understood to mean."""
    for objects in datamap.objects():
        for keys, words in _problems(objects, datamap):
            yield Problem("stores", objects.store, ("objects", objects.key, *keys), words)


def _problems(objects: v.ObjectsMap, datamap: v.DataMap) -> Iterator[tuple[tuple[str, ...], str]]:
    category = datamap.categories.get(objects.category)
    if category is None:
        yield ("category",), undeclared("category", objects.category, datamap.categories)
    elif not category.held:
        yield (
            ("category",),
            f"The category {objects.category} says held: false, so nothing may be stored under it.",
        )
    if objects.retain:
        rule = datamap.retention.get(objects.retain.rule)
        if rule is None:
            yield ("retain", "rule"), undeclared("retention rule", objects.retain.rule, datamap.retention)
        elif rule.period == v.UNLIMITED:
            yield ("retain", "rule"), "Files kept as they are need an end. Choose a rule with a period."
    for placeholder in placeholders(objects.prefix):
        try:
            store_of(placeholder, datamap.stores)
        except ValueError as problem:
            yield ("prefix",), str(problem)
