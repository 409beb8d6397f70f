"""Read YAML with the line of every key, and complain about the right one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Self

import yaml

from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.periods import PERIOD

PLACEHOLDERS = ("tbd", "todo", "to be added", "to be done", "placeholder", "lorem", "fixme", "xxx")


class Entry:
    """A YAML node with its file, line and dotted place."""

    def __init__(self, node: yaml.Node | None, file: str, place: str, line: int) -> None:
        self.node, self.file, self.place, self.line = node, file, place, line

    def child(self, node: yaml.Node, key: str, line: int) -> Self:
        """Return the entry of a node below this one; it stands in the file in which it was written."""
        place = key if not self.place else f"{self.place}{'' if key.startswith('[') else '.'}{key}"
        return type(self)(node, node.start_mark.name, place, line)

    def error(self, problem: str) -> DataMapError:
        """Return an error that points here."""
        return DataMapError(problem, place=self.place, line=self.line, file=self.file)

    @property
    def empty(self) -> bool:
        """Return whether nothing, or an explicit null, stands here."""
        return self.node is None or self.node.tag == "tag:yaml.org,2002:null"

    @property
    def blank(self) -> bool:
        """Return whether nothing but white space stands here."""
        return self.empty or (isinstance(self.node, yaml.ScalarNode) and not self.node.value.strip())

    @property
    def is_list(self) -> bool:
        """Return whether a list stands here."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_text(self) -> bool:
        """Return whether a single value stands here."""
        return isinstance(self.node, yaml.ScalarNode) and not self.empty

    def items(self) -> dict[str, Self]:
        """Return the entries of a mapping by key; an empty node is an empty mapping. A key given twice is refused."""
        if self.empty:
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("Expected a mapping (key: value lines).")
        found: dict[str, Self] = {}
        for key, value in self.node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise Entry(key, key.start_mark.name, self.place, line).error("A key must be a single word.")
            entry = self.child(value, str(key.value), line)
            entry.file = key.start_mark.name
            if key.value in found:
                raise entry.error("This key stands here twice. Keep one.")
            found[str(key.value)] = entry
        return found

    def at(self, *keys: str) -> Self:
        """Return the entry under these keys, or the deepest one there is on the way."""
        here = self
        for key in keys:
            if not isinstance(here.node, yaml.MappingNode) or key not in here.items():
                break
            here = here.items()[key]
        return here

    def keys_among(self, *allowed: str, needed: Iterable[str] = ()) -> dict[str, Self]:
        """Return the entries after checking that every key is allowed and every needed key is there."""
        found = self.items()
        for key, entry in found.items():
            if key not in allowed:
                raise entry.error(f"Unknown key. {nearest(key, allowed)}")
        for key in needed:
            if key not in found or found[key].empty:
                raise self.error(f"The key {key} is missing.")
        return found

    def elements(self) -> Iterator[Self]:
        """Yield the entries of a list; an empty node is an empty list."""
        if self.empty:
            return
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("Expected a list.")
        for index, value in enumerate(self.node.value):
            yield self.child(value, f"[{index}]", value.start_mark.line + 1)

    def text(self) -> str:
        """Return a text that is not blank."""
        if not isinstance(self.node, yaml.ScalarNode) or self.blank:
            raise self.error("Expected a text.")
        return str(self.node.value)

    def scalar(self) -> str | int | bool | None:
        """Return a single value in its YAML type."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error("Expected a single value.")
        value = yaml.safe_load(yaml.serialize(self.node))
        if value is None or isinstance(value, str | int | bool):
            return value
        return str(self.node.value)

    def boolean(self) -> bool:
        """Return true or false."""
        value = self.scalar()
        if not isinstance(value, bool):
            raise self.error("Expected true or false.")
        return value

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        if self.is_text:
            return (self.text(),)
        return tuple(element.text() for element in self.elements())

    def choice(self, options: Iterable[str]) -> str:
        """Return one of the options."""
        allowed = list(options)
        value = self.text()
        if value not in allowed:
            raise self.error(f"{value} is not possible here. {nearest(value, allowed)}")
        return value

    def choices(self, options: Iterable[str], problem: str) -> tuple[str, ...]:
        """Return a list of options; a single one is a list of one. Raise `problem`, which names one that is none by {}."""
        allowed = set(options)
        values = self.texts()
        for value in values:
            if value not in allowed:
                raise self.error(problem.format(value))
        return values

    def matching(self, pattern: str, problem: str) -> str:
        """Return a text of this form. Raise `problem`, which names the text by {}."""
        value = self.text()
        if not re.fullmatch(pattern, value):
            raise self.error(problem.format(value))
        return value

    def forms(self, pattern: str, fault: Callable[[str], str]) -> tuple[str, ...]:
        """Return a list of texts of this form; a single one is a list of one. Raise what `fault` says of one."""
        values = self.texts()
        for value in values:
            said = fault(value)
            if said or not re.fullmatch(pattern, value):
                raise self.error(said)
        return values

    def period(self, *, or_: str = "") -> str:
        """Return an ISO 8601 duration in whole years, months, weeks or days, or the word that is allowed too."""
        value = self.text()
        if value != (or_ or None) and not PERIOD.fullmatch(value):
            raise self.error(f"{value} is no period. Write it as in P14D, P24M or P10Y.")
        return value

    def day(self) -> date:
        """Return a date."""
        value = self.text()
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.error(f"{value} is no date. Write it as in 2026-03-31.") from error

    def number(self, *, at_least: int) -> int:
        """Return a whole number."""
        value = self.scalar()
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            raise self.error(f"Expected a whole number, {at_least} or more.")
        return value

    def reason(self) -> str:
        """Return a text that says something; placeholders are refused."""
        return real_reason(self.text(), self.error)


def real_reason(value: str, error: Callable[[str], Exception]) -> str:
    """Return the reason if it is one: at least four words, and no placeholder. Raise what `error` makes otherwise."""
    lowered = value.casefold()
    if len(value.split()) < 4 or any(word in lowered for word in PLACEHOLDERS):
        raise error("Give a real reason, as you would tell the person it concerns.")
    return value


def read(path: Path, kind: type[Entry] = Entry) -> Entry:
    """Return the root entry of a YAML file. Raise DataMapError for a file that is missing or is not YAML."""
    try:
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8"))
        loader.name = path.name  # Each node knows its file, also where two files were put together.
        node = loader.get_single_node()
    except OSError as error:
        raise DataMapError(f"The file cannot be read: {error.strerror}.", file=str(path)) from error
    except (UnicodeDecodeError, yaml.reader.ReaderError) as error:
        raise DataMapError("This is not text in UTF-8.", file=path.name) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataMapError(f"This is not YAML: {error.problem}.", file=path.name, line=line) from error
    return kind(node, path.name, "", 1)
