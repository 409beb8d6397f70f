"""Read the rows of a finished section back, with each value exactly as it is written there."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

import orjson


class Number(str):
    """A number as it is written: 7.50 is not 7.5, and 1e999 is no infinity."""

    __slots__ = ()


class Document(str):
    """An object or an array as it is written, however deep."""

    __slots__ = ()


Value = str | int | None
"""What a row may hold: text, Number, Document, a whole number, a truth value, nothing."""
STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
KEY = re.compile(rf"[{{,]\s*({STRING})\s*:\s*", re.DOTALL)
TEXT = re.compile(STRING, re.DOTALL)
PLAIN = re.compile(r"[^\s,}]+")
MARK = re.compile(rf"{STRING}|[\[\]{{}}]", re.DOTALL)
LENIENT = json.JSONDecoder(strict=False)
"""Takes control characters in texts, as some columns of type json have them."""
PARSER = json.JSONDecoder(parse_float=str, parse_int=str)
SAID: dict[str, Value] = {"true": True, "false": False, "null": None}
SIMPLE = frozenset({str, int, bool, type(None)})


def json_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the rows of an array that has one row on each line."""
    waiting = b""
    for piece in pieces:
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            row = line.removesuffix(b",")
            if row not in (b"[", b"]", b"[]", b""):
                yield row


def read_row(line: bytes) -> dict[str, Value]:
    """Return the values of a row by column; what a parser would round, reorder or refuse comes as the text it is."""
    try:
        row: dict[str, Value] = orjson.loads(line)
    except orjson.JSONDecodeError:
        # A column of type json takes halves of characters, numbers beyond any and deep nests.
        return _as_written(line.decode())
    if SIMPLE.issuperset(map(type, row.values())):
        return row
    return _as_written(line.decode())


def _as_written(text: str) -> dict[str, Value]:
    row: dict[str, Value] = {}
    at = text.index("{")
    while key := KEY.match(text, at):
        row[_text(key[1])], at = _value(text, key.end())
    return row


@lru_cache(maxsize=4096)
def _text(written: str) -> str:
    """Return the text between quotes; every row has the same keys, so they are remembered."""
    return _unquoted(written)


def _unquoted(written: str) -> str:
    text: str = LENIENT.decode(written) if "\\" in written else written[1:-1]
    return text


def _value(text: str, at: int) -> tuple[Value, int]:
    """Return the value that begins here and where it ends."""
    if text[at] in "{[":
        end = _end_of_nest(text, at)
        return Document(text[at:end]), end
    if found := TEXT.match(text, at):
        return _unquoted(found[0]), found.end()
    end = PLAIN.match(text, at).end()  # type: ignore[union-attr]  # rows are JSON
    plain = text[at:end]
    return SAID[plain] if plain in SAID else Number(plain), end


def _end_of_nest(text: str, at: int) -> int:
    """Return where an object or an array ends; a parser finds most, and counting what it refuses."""
    try:
        return int(PARSER.raw_decode(text, at)[1])
    except (ValueError, RecursionError):
        pass
    depth = 0
    for mark in MARK.finditer(text, at):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
        if not depth:
            break
    return mark.end()
