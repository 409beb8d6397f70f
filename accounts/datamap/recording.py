"""Write down, while a map is read, which keys and which kinds of value each place of it may have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import yaml

from accounts.datamap.reader import Entry

ANY = "*"
ITEM = "[]"
Fact = tuple[Any, ...]


@dataclass
class Node:
    """What was asked of one node: the facts, whether it is blank, and the value of the key `kind` in it."""

    blank: bool
    kind: str
    scalar: bool
    facts: set[Fact] = field(default_factory=set)


@dataclass
class Place:
    """One place of every map: the nodes that were read there, what is below it, and the words about it."""

    nodes: dict[int, Node] = field(default_factory=dict)
    below: dict[str, Place] = field(default_factory=dict)
    words: str = ""

    def facts(self, name: str) -> list[Fact]:
        """Return what is known of this name, from every node."""
        return sorted(
            {fact for node in self.nodes.values() for fact in node.facts if fact[0] == name}, key=repr
        )

    def settle(self) -> Place:
        """Return the place with all that stands under keys of the writer's own choice put together."""
        if self.facts("map") and not self.facts("keys"):
            self.below = {ANY: together(self.below.values())}
        for place in self.below.values():
            place.settle()
        return self


def together(places: Iterable[Place]) -> Place:
    """Return one place with what is known of several."""
    one = Place()
    for place in places:
        one.nodes |= place.nodes
        one.words = one.words or place.words
        for key in place.below:
            both = [one.below[key], place.below[key]] if key in one.below else [place.below[key]]
            one.below[key] = together(both)
    return one


class Recording(Entry):
    """An entry that writes down what it is asked; see `recorder`."""

    root: Place
    lines: list[str]

    def __init__(self, node: yaml.Node | None, file: str, place: str, line: int) -> None:
        super().__init__(node, file, place, line)
        self.seen = self.root

    def child(self, node: yaml.Node, key: str, line: int) -> Self:
        """Return the entry of a node below this one, known to the place below this one's."""
        made = super().child(node, key, line)
        made.seen = self.seen.below.setdefault(ITEM if key.startswith("[") else key, Place())
        made.seen.words = made.seen.words or words_at(self.lines, line, key)
        made.note()
        return made

    def note(self, *fact: Any) -> None:
        """Write a fact down, or only that there is such a node."""
        node = Node(self.blank, _kind(self.node), isinstance(self.node, yaml.ScalarNode))
        node = self.seen.nodes.setdefault(id(self.node), node)
        if fact:
            node.facts.add(fact)

    def keys_among(self, *allowed: str, needed: Iterable[str] = ()) -> dict[str, Self]:
        """Write down which keys there may be and which must be."""
        needed = tuple(needed)
        self.note("keys", allowed, needed)
        return super().keys_among(*allowed, needed=needed)


ASKED = {
    "items": "map",
    "elements": "list",
    **{
        name: name
        for name in ("text", "texts", "scalar", "boolean", "choice", "choices", "matching", "forms")
    },
    **{name: name for name in ("period", "day", "number", "reason")},
}
"""The questions to an entry, and the name under which each is written down with what it was asked by."""


def _noting(name: str, fact: str) -> Callable[..., Any]:
    ask = getattr(Entry, name)

    def asked(self: Recording, *given: Any, **named: Any) -> Any:
        by = [*given[:1], *named.values()]
        self.note(fact, *(one if isinstance(one, str | int) else tuple(one) for one in by))
        return ask(self, *given, **named)

    return asked


for _name, _fact in ASKED.items():
    setattr(Recording, _name, _noting(_name, _fact))


def recorder(file: Path) -> tuple[type[Entry], Place]:
    """Return a kind of entry with which to read a file, and the place where it writes down what it is asked."""
    root, lines = Place(), file.read_text(encoding="utf-8").splitlines()
    return type("Recorder", (Recording,), {"root": root, "lines": lines}), root


def words_at(lines: list[str], line: int, key: str) -> str:
    """Return the words behind a key on its line, or those in the lines above it."""
    here = lines[line - 1]
    if not re.match(rf"\s*(- )?{re.escape(key)}:", here):
        return ""
    behind = re.search(r"\s# (.*)$", here)
    if behind:
        return behind[1].strip()
    above: list[str] = []
    while line > 1 and lines[line - 2].lstrip().startswith("# "):
        above.insert(0, lines[line - 2].strip()[2:])
        line -= 1
    return " ".join(above)


def _kind(node: yaml.Node | None) -> str:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "kind"), "")
