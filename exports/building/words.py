"""A value of a row as a person reads it, as HTML. Whatever stands in it is text: nothing of it becomes markup."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from itertools import pairwise

from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exports.building.rows import LENIENT, STRING, Document, Value

MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
DAY = len("2026-12-02")
PART = re.compile(rf"{STRING}|[\[\]{{}},:]|[^\s\[\]{{}},:\"]+", re.DOTALL)
TEXTS = re.compile(rf"\[\s*{STRING}(?:\s*,\s*{STRING})*\s*\]", re.DOTALL)
OPEN, CLOSE, MARKS = frozenset("[{"), frozenset("]}"), frozenset("[]{},:")
DEEPEST = 12
"""Steps that what is nested is moved to the right, at most."""


def in_words(value: Value) -> str:
    """Return the value as escaped HTML; a day or a moment in words has the exact form beside it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Document):
        texts = _texts(value)
        return escape(laid_out(value) if texts is None else "\n".join(texts))
    if isinstance(value, str) and value[4:5] == "-" and MOMENT.fullmatch(value):
        return _date(value)
    return escape(str(value))


def _date(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) == DAY:
        words = _day(moment)
    else:
        moment = moment.astimezone(UTC)
        words = f"{_day(moment)}, {moment:%H:%M:%S} (UTC)"
    return f'<time datetime="{value}" title="{value}">{words}</time>'


def _day(moment: datetime) -> str:
    """Return the day as Django's "j F Y" writes it, which takes too long for a million of them."""
    return f"{moment.day} {_month(moment.month, get_language())} {moment.year:04}"


@lru_cache(maxsize=200)
def _month(number: int, _language: str | None) -> str:
    return str(MONTHS[number])


def _texts(document: str) -> list[str] | None:
    """Return the elements of an array of nothing but texts, which reads best as one on each line; None for any other."""
    if not TEXTS.fullmatch(document):
        return None
    texts: list[str] = LENIENT.decode(document)
    return texts


def laid_out(document: str) -> str:
    """Return a JSON document with one value on each line, every number and every key as it is written."""
    return "".join(_laid_out(document))


def _laid_out(document: str) -> Iterator[str]:
    depth, before = 0, ""
    for part, following in pairwise([*PART.findall(document), ""]):
        if part in MARKS:
            if part in CLOSE:
                depth -= 1
                if before not in OPEN:
                    yield _line(depth)
            yield part
            if part in OPEN:
                depth += 1
            if part == "," or (part in OPEN and following not in CLOSE):
                yield _line(depth)
            elif part == ":":
                yield " "
        else:
            yield _readable(part)
        before = part


def _line(depth: int) -> str:
    return "\n" + " " * min(depth, DEEPEST)


def _readable(part: str) -> str:
    r"""Return letters instead of their numbers: é for \u00e9."""
    if part.startswith('"') and "\\u" in part:
        return json.dumps(LENIENT.decode(part), ensure_ascii=False)
    return part
