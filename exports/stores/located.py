"""What was found of one person in one store: keys of their rows and values that identify them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.identifiers import normalise

Part = str | int
Key = tuple[Part, ...]
"""The key of a person's row, one part for each of its columns."""
Edges = tuple[str | None, str | None]
"""From when on, and before when, a row is wanted, as its column writes it."""
SHARED: Final = ("phone", "device_id", "cookie_id")
"""Kinds that may stand at several people: a household has one telephone, and several may use one device."""


@dataclass(frozen=True)
class Located:
    """A person in a store: the keys of their rows in the people tables, and their identifiers by kind.

    `learnt` is what stands at their rows of kinds that people share and that they did not prove: it may be somebody
    else's as well, so it leads to no row and to no file. `days` leaves out rows of other days, table by table
    (exports/stores/days.py): for copies; nobody is erased by the day.

    Personal data: keep it in memory or sealed, never in a log, a task or an audit event.
    """

    store: str
    keys: Mapping[str, list[Key]] = field(default_factory=dict)
    identifiers: Mapping[str, list[str]] = field(default_factory=dict)
    learnt: Mapping[str, list[str]] = field(default_factory=dict)
    days: Mapping[str, Edges] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Return whether nothing in the store can be theirs."""
        return not any(self.keys.values()) and not any(self.identifiers.values())

    def forms(self, kind: str) -> list[str]:
        """Return every form in which values of this kind are compared, as `predicate.compared` writes a column."""
        return sorted(
            {form for value in self.identifiers.get(kind, ()) for form in compared_forms(kind, value)}
        )

    def own_values(self) -> list[str]:
        """Return every identifier of this person, of any kind, in lower case."""
        return sorted({form.lower() for kind in self.identifiers for form in self.forms(kind)})

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data from which `from_data` makes an equal object."""
        return {
            "store": self.store,
            "keys": {table: [list(key) for key in keys] for table, keys in self.keys.items()},
            "identifiers": {kind: list(values) for kind, values in self.identifiers.items()},
            "learnt": {kind: list(values) for kind, values in self.learnt.items()},
            "days": {table: list(edges) for table, edges in self.days.items()},
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Located":
        """Return the object that `as_data` described."""
        keys = {table: [tuple(key) for key in keys] for table, keys in data["keys"].items()}
        days = {table: (since, until) for table, (since, until) in data.get("days", {}).items()}
        return cls(data["store"], keys, data["identifiers"], data.get("learnt", {}), days)


def compared_forms(kind: str, value: str) -> set[str]:
    """Return the forms of one value that a column may hold once it is brought to the form of its kind.

    Databases lower-case letter by letter and Python folds whole words (ß, dotted I), so both forms count.
    """
    forms = {normalise(kind, value)}
    if kind in ("email", "username"):
        forms.add(value.strip().removeprefix("@" if kind == "username" else "").lower())
    if kind == "phone":
        forms = {form.removeprefix("+") for form in forms}
    return {form for form in forms if form}


def key_of(row: Iterable[Any]) -> Key:
    """Return a key as it is compared and kept: whole numbers as they are, bytes as hexadecimal, whatever else as text."""
    return tuple(
        f"\\x{bytes(part).hex()}"
        if isinstance(part, bytes | bytearray | memoryview)
        else part
        if isinstance(part, int)
        else str(part)
        for part in row
    )
