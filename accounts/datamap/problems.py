"""What does not agree in a data map, and where it says so."""

from collections.abc import Mapping
from typing import NamedTuple

from accounts.datamap.errors import nearest


class Problem(NamedTuple):
    """A fault of one entry: its section and key, the keys under it, and the words for whoever wrote it."""

    section: str
    key: str
    keys: tuple[str, ...]
    words: str


def undeclared(kind: str, word: str, known: Mapping[str, object]) -> str:
    """Return that nobody declared this, and what comes nearest."""
    return f"The {kind} {word} is not declared. {nearest(word, known)}"
