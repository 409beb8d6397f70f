"""JSON that strangers wrote: read strictly, written again as a file somebody can open."""

import json
from typing import Any, NoReturn

from exports.outside.messages import Misbehaved


def parsed(body: bytes) -> dict[str, Any]:
    """Return the object a message is. Raise Misbehaved for anything else, for NaN, and for what is nested without end."""
    try:
        told = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Misbehaved from error
    if not isinstance(told, dict):
        raise Misbehaved
    return told


def written(value: Any) -> bytes:
    """Return a value as JSON to read; halves of characters, which no file can hold, as escapes."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode(errors="backslashreplace")


def text_in(told: dict[str, Any], key: str) -> str:
    """Return a text under this key, or an empty one where there is none. Raise Misbehaved for anything else."""
    value = told.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Misbehaved
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
