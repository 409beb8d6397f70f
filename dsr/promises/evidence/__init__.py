"""Evidence: one small question for each promise that something carries out, asked of what is there now.

A function decorated with `evidence` takes nothing, asks a fixed number of set-based questions, and returns a `Found`: a
sentence, and the numbers in it. Numbers of people go through `dsr.promises.counts`. Its name is what the register names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib import import_module

from accounts.clock import now
from dsr.promises.counts import Count

RECENT_DAYS = 30
MODULES = (
    "policy",
    "holdings",
    "choices",
    "messages",
    "requests",
    "rights",
    "deletion",
    "security",
    "contact",
)


@dataclass(frozen=True)
class Found:
    """What a query found: a sentence to read, and its numbers for programs."""

    words: str
    numbers: Mapping[str, int | str | Count | date | None] = field(default_factory=dict)


Query = Callable[[], Found]
_queries: dict[str, Query] = {}


def evidence(query: Query) -> Query:
    """Register a function as evidence, under its own name."""
    if query.__name__ in _queries:
        raise ValueError(f"The evidence {query.__name__} is registered twice.")
    _queries[query.__name__] = query
    return query


def queries() -> Mapping[str, Query]:
    """Return every query by name."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
    return _queries


def recently() -> datetime:
    """Return the moment since which recent things are counted."""
    return now() - timedelta(days=RECENT_DAYS)


def in_a_year() -> datetime:
    """Return the moment since which the things of a year are counted."""
    return now() - timedelta(days=365)
