"""What the generators share: the people made so far, the day everything is counted from, and fair dice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

SEED = "inkwell/1"
Row = tuple[Any, ...]


@dataclass
class Person:
    """One member while the world is made: the row, and how busy they are (0 has none of anything)."""

    row: dict[str, Any]
    busy: float = 1.0
    key: str = ""

    @property
    def id(self) -> UUID:
        """Return the key of their row."""
        value: UUID = self.row["id"]
        return value

    @property
    def full(self) -> bool:
        """Say whether they shall have something of everything: the person the trial is shown with."""
        return self.key == "maya"


@dataclass(frozen=True)
class Story:
    """One published story: what responses, claps and reading need to know of it."""

    id: UUID
    author: Person
    title: str
    paragraphs: list[str]
    published_at: datetime


@dataclass
class World:
    """Everything that later generators look up in what earlier ones made."""

    anchor: datetime
    people: list[Person]
    save: Callable[[str, bytes], str]
    stories: list[Story] = field(default_factory=list)
    made: dict[str, list[Any]] = field(default_factory=dict)

    def dice(self, name: str) -> Random:
        """Return random numbers of their own for a table, so that a change in one leaves the others as they were."""
        return Random(f"{SEED}:{name}")  # noqa: S311 - sample data, not a secret

    def has(self, dice: Random, person: Person, share: float) -> bool:
        """Say whether the person is one of the share who have such a thing."""
        rolled = dice.random()
        return person.full or (person.busy > 0 and rolled < share)

    def count(self, dice: Random, person: Person, about: float, *, most: int | None = None) -> int:
        """Return how many of such a thing the person has, around a number that grows with how busy they are."""
        number = round(dice.gammavariate(1.5, about / 1.5) * person.busy)
        if person.full:
            number = max(number, round(about), 1)
        return number if most is None else min(number, most)

    def moment(self, dice: Random, person: Person, days: float | None = None) -> datetime:
        """Return a moment while the person was a member, in the last so many days if given."""
        joined: datetime = person.row["joined_at"]
        since = joined if days is None else max(joined, self.anchor - timedelta(days=days))
        return after(dice, since, self.anchor)

    def later(self, moment: datetime, **by: float) -> datetime:
        """Return a moment later by so many days, hours or minutes, but never after the last day."""
        return min(moment + timedelta(**by), self.anchor)


def after(dice: Random, start: datetime, end: datetime) -> datetime:
    """Return a moment between two, to the millisecond."""
    span = max(int((end - start) / timedelta(milliseconds=1)), 1)
    return start + timedelta(milliseconds=dice.randrange(span))


def midnight(day: date) -> datetime:
    """Return the day's first moment in UTC."""
    return datetime.combine(day, time(), UTC)


def new_id(dice: Random) -> UUID:
    """Return a random-looking UUID from dice."""
    return UUID(int=dice.getrandbits(128), version=4)


def digest(*parts: object) -> bytes:
    """Return bytes that look like a secret and are none."""
    return sha256(repr(parts).encode()).digest()


@dataclass(frozen=True)
class Table:
    """A table, the columns that are loaded, and the generator of its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[World], Iterable[Row]]


class Tables:
    """The tables of one module, in the order in which they can be loaded."""

    def __init__(self) -> None:
        """Begin without any."""
        self._tables: list[Table] = []

    def __call__(
        self, name: str, columns: str
    ) -> Callable[[Callable[[World], Iterable[Row]]], Callable[[World], Iterable[Row]]]:
        """Register the decorated generator for a table and its space-separated columns."""

        def register(rows: Callable[[World], Iterable[Row]]) -> Callable[[World], Iterable[Row]]:
            self._tables.append(Table(name, tuple(columns.split()), rows))
            return rows

        return register

    def __iter__(self) -> Iterator[Table]:
        """Go through the tables in the order of their registration."""
        return iter(self._tables)


class Media:
    """The folder of the platform's files; it knows which of them this build wrote."""

    FOLDERS = ("avatars", "covers", "photos", "attachments")

    def __init__(self, root: Path) -> None:
        """Take the storage's folder; it is made when the first file is saved."""
        self.root = root
        self.written: set[str] = set()

    def save(self, name: str, content: bytes) -> str:
        """Write a file and return its name, as the database keeps it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written.add(name)
        return name

    def forget_others(self) -> None:
        """Remove what an earlier build left in these folders and this one did not write."""
        for folder in self.FOLDERS:
            for path in sorted((self.root / folder).rglob("*")):
                if path.is_file() and path.relative_to(self.root).as_posix() not in self.written:
                    path.unlink()
