"""Columns as a path may name them: plain, a place inside a JSON document, or an array of keys. Pure."""

import re
from dataclasses import dataclass

NAME = r'(?:"[^"]+"|[^\s"()\[\],>/]+?)'
_EXPRESSION = re.compile(rf"(?P<name>{NAME})(?P<inside>(?:->{NAME})*)(?P<many>\[\])?")


@dataclass(frozen=True)
class ColumnRef:
    """A column, the keys of a place inside its document, and whether an array of values stands there."""

    name: str
    inside: tuple[str, ...] = ()
    many: bool = False

    @property
    def plain(self) -> bool:
        """Return whether it is the column's own value and nothing more."""
        return not self.inside and not self.many


def column_ref(text: str) -> ColumnRef:
    """Return what `name`, `doc->actor->id` or `members[]` refers to. Raise ValueError for anything else."""
    match = _EXPRESSION.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    inside = tuple(unquoted(part) for part in match["inside"].split("->") if part)
    return ColumnRef(unquoted(match["name"]), inside, bool(match["many"]))


def unquoted(name: str) -> str:
    """Return a name without the quotes that protect its blanks."""
    return name[1:-1] if name.startswith('"') and name.endswith('"') else name
