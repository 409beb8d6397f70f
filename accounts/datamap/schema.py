"""The JSON Schema of a map file, made from what the readers ask while they read `reference.yaml`.

So a key that a reader takes is in the schema as soon as the reference shows it; tests refuse a reference that does
not show every key. What a reader decides by more than the shape of one value stands in CONDITIONS.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

from accounts.datamap.extending import EXTENDS
from accounts.datamap.loader import ORGANISATION, SECTIONS, load
from accounts.datamap.recording import ANY, ITEM, Place, recorder, together
from accounts.datamap.shapes import CONDITIONS, DEFS, VALUES, Keys, Schema, has, when

REFERENCE = Path(__file__).parent / "reference.yaml"
SPECIFIC = {"boolean", "choice", "choices", "matching", "forms", "period", "day", "number", "reason"}


ALIKE: tuple[Keys, ...] = (("stores", ANY, "people", ANY, "identifiers"),)
"""Mappings of which every key takes the same, so that the reference need not show each form under each key."""


def schema() -> Schema:
    """Return the schema, in JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:candor:data-map:1",
        "title": "Candor data map",
        **_schema(recorded(), ()),
        "$defs": DEFS,
    }


def recorded() -> Place:
    """Return what the readers asked while they read the reference."""
    kind, root = recorder(REFERENCE)
    load([REFERENCE], kind=kind)
    root.settle()
    for path in ALIKE:
        place = reduce(lambda here, key: here.below[key], path, root)
        every = together(place.below.values())
        place.below = {key: replace(every, words=one.words) for key, one in place.below.items()}
    return root


def missing(place: Place, path: Keys = ()) -> Iterator[str]:
    """Yield each key that a reader takes and the reference does not show, and each value that nobody reads."""
    for _, allowed, _ in place.facts("keys"):
        for key in allowed:
            if key not in place.below:
                yield ".".join((*path, key))
    for node in place.nodes.values():
        if path and not node.facts and not (node.scalar and node.blank):
            yield f"{'.'.join(path)} (nobody reads it)"
    for key, below in place.below.items():
        yield from missing(below, (*path, key))


def _schema(place: Place, path: Keys) -> Schema:
    forms = [form for form in _forms(place, path) if form]
    forms = [form for index, form in enumerate(forms) if form not in forms[:index]]
    said: Schema = {"description": place.words} if place.words else {}
    return said | (forms[0] if len(forms) == 1 else {"anyOf": forms} if forms else {})


def _forms(place: Place, path: Keys) -> Iterator[Schema]:
    if place.facts("keys"):
        yield _object(place, path)
    elif place.facts("map"):
        yield {"type": ["object", "null"], "additionalProperties": _schema(place.below[ANY], (*path, ANY))}
    if any(node.blank and node.scalar and not node.facts for node in place.nodes.values()):
        yield {"enum": [None, ""]}
    for node in place.nodes.values():
        names = {fact[0] for fact in node.facts}
        for fact in sorted(node.facts, key=repr):
            if fact[0] in SPECIFIC or (fact[0] in _loose(names) and not names & SPECIFIC):
                yield _value(place, path, fact)


def _value(place: Place, path: Keys, fact: tuple[Any, ...]) -> Schema:
    name, *by = fact
    if name == "list":
        return {"type": ["array", "null"], "items": _schema(place.below[ITEM], (*path, ITEM))}
    return VALUES[name](*by)


def _loose(names: set[str]) -> set[str]:
    """Return the questions that count where nothing closer was asked: one or more texts before a text or a list."""
    return {"texts"} if "texts" in names else {"text", "list"} if names & {"text", "list"} else {"scalar"}


def _object(place: Place, path: Keys) -> Schema:
    """Return the schema of a mapping with keys of our choice; where its `kind` decides which, one for each kind."""
    by_kind: dict[str, Schema] = {}
    for node in place.nodes.values():
        for fact in sorted(node.facts, key=repr):
            if fact[0] == "keys":
                by_kind[node.kind] = _mapping(place, path, fact[1], fact[2])
    shapes = list(by_kind.values())
    if all(shape == shapes[0] for shape in shapes):
        return _conditioned({"type": "object", **shapes[0]}, path)
    if not all(by_kind):
        allowed = dict.fromkeys(key for fact in place.facts("keys") for key in fact[1])
        always = [key for key in allowed if all(key in fact[2] for fact in place.facts("keys"))]
        return _conditioned({"type": "object", **_mapping(place, path, tuple(allowed), tuple(always))}, path)
    kinds = _schema(place.below["kind"], (*path, "kind"))
    each = [when(has("kind", kind), shape) for kind, shape in by_kind.items()]
    return _conditioned(
        {"type": "object", "properties": {"kind": kinds}, "required": ["kind"], "allOf": each}, path
    )


def _mapping(place: Place, path: Keys, allowed: tuple[str, ...], needed: tuple[str, ...]) -> Schema:
    properties = {
        key: _schema(place.below[key], (*path, key)) if key in place.below else {} for key in allowed
    }
    made: Schema = {"properties": properties, "additionalProperties": False}
    return made | ({"required": list(needed)} if needed else {})


def _conditioned(made: Schema, path: Keys) -> Schema:
    """Return the schema with its conditions; what extends an earlier entry need not be complete."""
    conditions = [*made.pop("allOf", []), *CONDITIONS.get(path, [])]
    entry = len(path) == 2 and path[0] in SECTIONS
    if not entry and path != (ORGANISATION,):
        return made | ({"allOf": conditions} if conditions else {})
    made["properties"] = {**made["properties"], EXTENDS: {"description": EXTENDING, "const": True}}
    complete: Schema = {"required": made.pop("required", [])}
    if conditions:
        for condition in conditions:
            _allow_extends(condition.get("then"))
        complete["allOf"] = conditions
    return made | {"if": {"required": [EXTENDS]}, "else": complete}


def _allow_extends(shape: Schema | None) -> None:
    if shape and shape.get("additionalProperties") is False:
        shape["properties"] = {**shape["properties"], EXTENDS: True}


EXTENDING = "Adds to the entry with this key in an earlier file instead of declaring a new one."
