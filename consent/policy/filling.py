"""Fill what a policy's text leaves to the data map.

A line `[[table: NAME]]` becomes a table of TABLES; `[[organisation.NAME]]` anywhere becomes a word about the
organisation. What nobody knows is an error that names the line and what was most likely meant.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from consent.policy.cells import Cell, Table
from consent.policy.tables import OVER_A_YEAR, TABLES

MARKER = re.compile(r"\[\[([^\[\]\n]*)\]\]")
WORDS = ("name", "legal_name", "address", "country", "privacy_email", "phone", "website")
RULE = "---"
SPECIAL = re.compile(r"([\\`*_\[\]<>|~#])")


class UnknownMarker(DomainError):
    """The text asks for something that the data map cannot give."""

    code = "unknown_marker"


def fill(source: str, datamap: Mapping[str, Any], past: Sequence[Mapping[str, Any]] = ()) -> str:
    """Return the text with its tables and words from the map, and those about the last year from the maps before it too.

    Raise UnknownMarker for the first marker that is not known.
    """
    return "\n".join(
        _line(number, line, datamap, past) for number, line in enumerate(_lines(source), start=1)
    )


def as_markdown(table: Table) -> str:
    """Return a table in Markdown, with everything that would mean something there made plain."""
    heads, rows = table
    lines = [heads, tuple(RULE for _head in heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _line(number: int, line: str, datamap: Mapping[str, Any], past: Sequence[Mapping[str, Any]]) -> str:
    whole = MARKER.fullmatch(line.strip())
    if whole and whole[1].strip().startswith("table:"):
        name = whole[1].strip().removeprefix("table:").strip()
        if name not in TABLES:
            raise _unknown(number, name, [*TABLES])
        made = TABLES[name](datamap, past) if name in OVER_A_YEAR else TABLES[name](datamap)
        return f"\n{as_markdown(made)}\n"

    def word(found: re.Match[str]) -> str:
        asked = found[1].strip()
        known = [f"organisation.{name}" for name in WORDS]
        if asked not in known:
            raise _unknown(number, asked, [*known, *(f"table: {name}" for name in TABLES)])
        value = datamap["organisation"][asked.removeprefix("organisation.")]
        return _plain(", ".join(value) if isinstance(value, list | tuple) else value)

    return MARKER.sub(word, line)


def _cell(cell: Cell) -> str:
    if isinstance(cell, tuple):
        name, words = cell
        return f"**{_plain(name)}:** {_plain(words)}"
    return cell if cell is RULE else _plain(cell)


def _lines(source: str) -> list[str]:
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _plain(words: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(str(words).split()))


def _unknown(number: int, asked: str, known: list[str]) -> UnknownMarker:
    near = get_close_matches(asked, known, n=1, cutoff=0)
    return UnknownMarker(
        _(
            "Line %(line)d asks for “%(asked)s”, which the data map cannot give. Nearest: “%(near)s”. Known: %(known)s."
        )
        % {"line": number, "asked": asked, "near": near[0], "known": ", ".join(known)}
    )
