"""What is wrong with a data map, said so that the person who wrote it can mend it."""

from collections.abc import Iterable
from difflib import get_close_matches


class DataMapError(Exception):
    """A fault in a data map: where it is, what was expected, and the nearest valid name."""

    def __init__(self, problem: str, *, place: str = "", line: int | None = None, file: str = "") -> None:
        self.problem, self.place, self.line, self.file = problem, place, line, file
        where = f"{file}:{line}" if line else file
        super().__init__(": ".join(part for part in (where, place, problem) if part))


def nearest(word: str, words: Iterable[str]) -> str:
    """Return a sentence that names the closest valid word and all of them when they are few."""
    known = sorted(words)
    close = get_close_matches(word, known, n=1)
    if close:
        return f"Did you mean {close[0]}?"
    if len(known) <= 12:
        return f"Expected one of: {', '.join(known) or 'nothing'}."
    return "It is not declared."
