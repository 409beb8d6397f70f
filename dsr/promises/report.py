"""How every promise stands now: the register, its tests, and what the evidence says."""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language

from accounts.clock import now, today
from dsr.promises.counts import Count
from dsr.promises.evidence import queries
from dsr.promises.promise import Promise, Status
from dsr.promises.proofs import proofs
from dsr.promises.register import promises, register

log = logging.getLogger(__name__)
FRESH_SECONDS = 600
AFTER_A_FAULT = 60
MOST_MILLISECONDS = 2000
"""A question that takes longer is given up: this page is open to everybody."""


@dataclass(frozen=True)
class Line:
    """One promise as the page shows it. `words` are None where its evidence could not be had."""

    promise: Promise
    tests: tuple[str, ...]
    words: str | None
    numbers: dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One group of promises."""

    key: str
    title: str | Lazy
    lines: list[Line]


@dataclass(frozen=True)
class Report:
    """Every promise in its group, how many stand how, and when the evidence was asked for."""

    as_of: datetime
    sections: list[Section]
    totals: dict[Status, int]

    @property
    def lines(self) -> list[Line]:
        """Return every promise by number."""
        return sorted((line for s in self.sections for line in s.lines), key=lambda line: line.promise.id)


def report() -> Report:
    """Return how every promise stands; the evidence is at most ten minutes old."""
    as_of, found = _evidence()
    sections = [
        Section(g.key, g.title, [_line(promise, found) for promise in g.promises]) for g in register()
    ]
    counted = Counter(promise.status for promise in promises())
    return Report(as_of, sections, {status: counted[status] for status in Status})


def _line(promise: Promise, found: dict[str, tuple[str, dict[str, Any]] | None]) -> Line:
    words, numbers = found.get(promise.evidence) or (None, {})
    return Line(promise, proofs().get(promise.id, ()), words, numbers)


def _evidence() -> tuple[datetime, dict[str, tuple[str, dict[str, Any]] | None]]:
    # The day is part of the name, so that the trial's moved clock is not answered from yesterday.
    key = f"promises:{get_language()}:{today():%Y%m%d}"
    kept: tuple[datetime, dict[str, Any]] | None = cache.get(key)
    if kept is None:
        kept = now(), dict(_ask_all())
        cache.set(key, kept, AFTER_A_FAULT if None in kept[1].values() else FRESH_SECONDS)
    return kept


def _ask_all() -> Iterator[tuple[str, tuple[str, dict[str, Any]] | None]]:
    wanted = sorted({promise.evidence for promise in promises() if promise.evidence})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [MOST_MILLISECONDS])
        for query in wanted:
            try:
                with transaction.atomic():
                    found = queries()[query]()
            except Exception:
                log.exception("The evidence %s could not be had.", query)
                yield query, None
            else:
                yield query, (found.words, {key: _plain(value) for key, value in found.numbers.items()})


def _plain(value: int | str | Count | date | None) -> Any:
    if isinstance(value, Count):
        return value.as_data()
    return value.isoformat() if isinstance(value, date) else value
