"""Make the map's objects of the JSON they were kept as. Pure.

A snapshot may be older than the vocabulary: what it does not have yet gets its default, what it has and we
dropped is passed over, and where one value stood and several may stand now, the one is the only one.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from accounts.datamap import vocabulary as v

Data = dict[str, Any]


def revived(kind: Any, data: Any) -> Any:
    """Return what `data` describes, as an object of this type."""
    if dataclasses.is_dataclass(kind):
        return _object(kind, data)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(inner, data)
    if origin is tuple:
        values = data if isinstance(data, list) else [data]
        kinds = [inner[0]] * len(values) if inner[-1] is Ellipsis else inner
        return tuple(revived(one, value) for one, value in zip(kinds, values, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: revived(inner[1], value) for key, value in data.items()}
    return date.fromisoformat(data) if kind is date else data


def _object(kind: Any, data: Any) -> Any:
    hints = _hints(kind)
    if not isinstance(data, dict):
        data = {next(iter(hints)): data}
    data = UPGRADES.get(kind, dict)(data)
    given = {name: revived(hint, data[name]) for name, hint in hints.items() if name in data}
    for one in dataclasses.fields(kind):
        without = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        if one.name not in given and without:
            given[one.name] = _nothing(hints[one.name])
    return kind(**given)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in dataclasses.fields(kind)}


def _one_of(kinds: tuple[Any, ...], data: Any) -> Any:
    """Return the value as the first of the types that is more than a plain value, or as it is."""
    made = [one for one in kinds if one is date or dataclasses.is_dataclass(one)]
    return revived(made[0], data) if made and data is not None else data


def _nothing(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin is tuple:
        return ()
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {}
    return {bool: False, int: 0}.get(hint, "")


def _hop(data: Data) -> Data:
    """Take a step of one column for one of several."""
    if "column" not in data:
        return data
    return data | {"columns": [data["column"]], "targets": [data["target"]]}


def _person_table(data: Data) -> Data:
    """Put beside each identifier the column that says whether it is verified; once they stood apart."""
    if "verified" not in data:
        return data
    columns = {
        kind: {"column": column, "verified": data["verified"].get(kind, "")}
        for kind, column in data["identifiers"].items()
    }
    return data | {"identifiers": columns}


UPGRADES: dict[Any, Callable[[Data], Data]] = {v.Hop: _hop, v.PersonTable: _person_table}
"""What makes a part of an older snapshot look like one of today, where its shape has changed."""
