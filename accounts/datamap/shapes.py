"""What a schema says of a value by the question that a reader asks of it, and what depends on more than one value."""

from collections.abc import Callable
from typing import Any

from accounts.datamap import terms
from accounts.datamap.periods import PERIOD
from accounts.datamap.reader import PLACEHOLDERS
from accounts.datamap.recording import ANY

Schema = dict[str, Any]
Keys = tuple[str, ...]
YES, NO = True, False


def one_or_more(one: Schema) -> Schema:
    """Return the schema of one value or a list of such."""
    return {"anyOf": [one, {"type": ["array", "null"], "items": one}]}


def when(test: Schema, then: Schema, otherwise: Schema | None = None) -> Schema:
    """Return what holds where the test does, and where it does not."""
    return {"if": test, "then": then} | ({"else": otherwise} if otherwise else {})


def has(key: str, *values: Any) -> Schema:
    """Return the test whether one of these values stands under a key."""
    return {"properties": {key: {"enum": list(values)}}, "required": [key]}


def _matching(pattern: str) -> Schema:
    if pattern.isdecimal():
        return {"enum": [int(pattern), pattern]}
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _any_value(value: str) -> Schema:
    """Return the test whether a mapping has this value under some key."""
    return {"type": "object", "not": {"additionalProperties": {"not": {"const": value}}}}


def _refer(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_PLACES = "|".join(
    "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in word) for word in PLACEHOLDERS
)
DEFS: dict[str, Schema] = {
    "text": {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    "texts": one_or_more(_refer("text")),
    "day": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "reason": {
        "type": "string",
        "pattern": r"^\s*\S+(?:\s+\S+){3,}\s*$",
        "not": {"pattern": _PLACES},
    },
}
"""Kinds of value that stand in many places. A reason has four words, none of which only holds a place."""
VALUES: dict[str, Callable[..., Schema]] = {
    "text": lambda: _refer("text"),
    "texts": lambda: _refer("texts"),
    "day": lambda: _refer("day"),
    "reason": lambda: _refer("reason"),
    "scalar": lambda: {"type": ["string", "number", "boolean", "null"]},
    "boolean": lambda: {"type": "boolean"},
    "choice": lambda options: {"enum": list(options)},
    "choices": lambda options: one_or_more({"enum": list(options)}),
    "matching": _matching,
    "forms": lambda pattern: one_or_more(_matching(pattern)),
    "period": lambda other="": _matching("|".join(filter(None, (PERIOD.pattern, other)))),
    "number": lambda least: {"type": "integer", "minimum": least},
}
"""The schema of a value, by the question that was asked about it."""
INTEREST = "legitimate_interest"
CONDITIONS: dict[Keys, list[Schema]] = {
    ("purposes", ANY): [
        when(
            {
                "anyOf": [
                    has("lawful_basis", INTEREST),
                    {
                        "properties": {"lawful_basis": _any_value(INTEREST)},
                        "required": ["lawful_basis"],
                    },
                ]
            },
            {"required": ["interest"]},
            {"properties": {"interest": False}},
        )
    ],
    ("purposes", ANY, "lawful_basis"): [
        when(
            _any_value("consent"),
            {"properties": {"default": {"const": "consent"}}},
        )
    ],
    ("topics", ANY): [
        when(has("class", "administrative"), {"required": ["reason"], "properties": {"starts_on": False}})
    ],
    ("categories", ANY): [when(has("held", NO), {"required": ["held_by"]}, {"required": ["retention"]})],
    ("recipients", ANY): [
        when(
            {"allOf": [has("kind", "processor"), {"not": has("active", NO)}]},
            {"required": ["contract", "reviewed_on", "review_every"]},
        ),
        when(
            has("told_by", terms.NOBODY),
            {"required": ["not_told_because"]},
            {"properties": {"not_told_because": NO}},
        ),
        {"dependentRequired": {"reviewed_on": ["review_every"], "review_every": ["reviewed_on"]}},
    ],
    ("releases", ANY): [
        when(has("method", "deidentified"), {"required": ["contract"]}),
        when({"required": ["contract"]}, has("forbids_reidentification", YES)),
    ],
    ("stores", ANY, "contacts"): [
        when(
            {"required": ["notice"], "not": has("notice", "send")},
            {"required": ["not_told_because"]},
            {"properties": {"not_told_because": NO}},
        )
    ],
    ("stores", ANY, "tables", ANY): [
        {"required": ["person"]},
        when(has("erase", "anonymise", "retain"), {"required": ["retain"]}),
    ],
    ("stores", ANY, "objects", ANY): [
        when(has("erase", "retain"), {"required": ["retain"]}, {"properties": {"retain": NO}})
    ],
}
"""What depends on another key of the same mapping, by place."""
