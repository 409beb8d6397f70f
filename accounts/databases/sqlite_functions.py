"""What SQLite lacks and Python lends it: letters beyond ASCII in lower case, digits, sums, places in documents.

Values come as bytes where they may be any text: a file may hold text that is none.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

MISSING = object()
Value = str | bytes | int | float | None


class Exact(str):
    """A number with a fraction as it was written: making a float of it and a text again may change it."""

    __slots__ = ()


def teach(connection: sqlite3.Connection) -> None:
    """Register the functions on a connection, and let it read text that is not UTF-8."""
    connection.text_factory = _text
    for name, (arguments, function) in FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _as_text(value: Value) -> str | None:
    return (
        value.decode("utf-8", "replace")
        if isinstance(value, bytes)
        else None
        if value is None
        else str(value)
    )


def lower(value: Value) -> str | None:
    """Return a text in lower case, letter by letter."""
    text = _as_text(value)
    return None if text is None else text.lower()


def digits(value: Value) -> str | None:
    """Return the digits of a text."""
    text = _as_text(value)
    return None if text is None else re.sub(r"[^0-9]", "", text)


def fingerprint(value: Value) -> str | None:
    """Return twelve hexadecimal digits made of a text; it only has to differ."""
    text = _as_text(value)
    return None if text is None else hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:12]


def real(value: float | None) -> str | None:
    """Return the shortest number that is this one again; what no JSON number can be, as a text."""
    if value is None:
        return None
    named = {float("inf"): '"Infinity"', float("-inf"): '"-Infinity"'}
    return named.get(value) or repr(value)


def inside(value: Value, keys: str) -> str | None:
    """Return the text at a place inside a document, NULL where there is none."""
    found = _at(_read(value), json.loads(keys))
    return found if type(found) is str else None if found is None else written(found)


def elements(value: Value, keys: str) -> str | None:
    """Return the elements of the array at a place, each as a text."""
    found = _at(_read(value), json.loads(keys))
    if not isinstance(found, list):
        return None
    return json.dumps([None if one is None else _element(one) for one in found])


def without(value: Value, places: str) -> str | None:
    """Return a document without these places; what is no document is nothing."""
    document = _read(value)
    for *way, last in json.loads(places):
        holder = _at(document, way)
        if isinstance(holder, dict):
            holder.pop(last, None)
    return None if document is None else written(document)


def rebuilt(value: Value, kept: str, put: str) -> str | None:
    """Return a new document with the kept places of the old one and the put values; a place that is not there stays out."""
    if value is None:
        return None
    old = _read(value)
    new: dict[str, Any] = {}
    for keys in json.loads(kept):
        found = _at(old, keys, MISSING)
        if found is not MISSING:
            _plant(new, keys, found)
    for keys, plain in json.loads(put):
        if _at(old, keys, MISSING) is not MISSING:
            _plant(new, keys, plain)
    return written(new)


def excepted(value: Value, keys: str, others: str | None) -> str | None:
    """Return a document without those elements of the array at a place whose text is among others."""
    document = _read(value)
    array = _at(document, json.loads(keys))
    if not isinstance(array, list):
        return _as_text(value)
    gone = set(json.loads(others or "[]"))
    array[:] = [one for one in array if one is None or _element(one) not in gone]
    return written(document)


FUNCTIONS: dict[str, tuple[int, Callable[..., Any]]] = {
    "candor_lower": (1, lower),
    "candor_digits": (1, digits),
    "candor_fingerprint": (1, fingerprint),
    "candor_real": (1, real),
    "candor_inside": (2, inside),
    "candor_elements": (2, elements),
    "candor_without": (2, without),
    "candor_rebuilt": (3, rebuilt),
    "candor_excepted": (3, excepted),
}


def written(value: Any) -> str:
    """Return JSON text in which numbers stand as they were written."""
    if isinstance(value, Exact):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {written(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _read(value: Value) -> Any:
    text = _as_text(value)
    try:
        return None if text is None else json.loads(text, parse_float=Exact)
    except ValueError:
        return None


def _element(value: Any) -> str:
    return value if type(value) is str else written(value)


def _at(value: Any, keys: Sequence[str], otherwise: Any = None) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key, otherwise)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return otherwise
    return value


def _plant(tree: dict[str, Any], keys: Sequence[str], leaf: Any) -> None:
    for key in keys[:-1]:
        branch = tree.get(key)
        if not isinstance(branch, dict):
            branch = tree[key] = {}
        tree = branch
    tree[keys[-1]] = leaf
