"""The tables California asks for, over every map that applied in the twelve months before a day.

Cal. Civ. Code 1798.130(a)(5)(B), (C) and 11 CCR 7011(e): the categories collected, those sold or shared, and those
disclosed for a business purpose, each with the categories of whoever received them. What applied for a part of the
year only still stands in the lists, and so does whoever received something under it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.datamap.words import CCPA, RECIPIENTS
from consent.policy.cells import Map, Row, Table

THIRD_PARTIES = ("third_party", "affiliate")
"""Kinds of recipient to whom data can be sold; a service provider works for us (Cal. Civ. Code 1798.140(ag))."""
Groups = dict[str, dict[str, None]]


@dataclass
class Letter:
    """What became of one of the law's categories: kinds of data, receivers by their group, and purposes."""

    kinds: dict[str, None] = field(default_factory=dict)
    sold: Groups = field(default_factory=dict)
    disclosed: Groups = field(default_factory=dict)
    used_for: dict[str, None] = field(default_factory=dict)
    sold_for: dict[str, None] = field(default_factory=dict)
    disclosed_for: dict[str, None] = field(default_factory=dict)


def california(datamap: Map, past: Sequence[Map] = ()) -> Table:
    """Return which of the law's categories were collected, sold or shared, and disclosed, and to whom."""
    heads = (
        _("Category of the law"),
        _("Collected in the last twelve months"),
        _("Sold or shared with"),
        _("Disclosed for a business purpose to"),
    )
    rows: list[Row] = [
        (
            (letter, str(CCPA[letter])),
            "; ".join(one.kinds) or _("Not collected"),
            _grouped(one.sold) or _("Not sold or shared"),
            _grouped(one.disclosed) or _("Not disclosed"),
        )
        for letter, one in _letters([*past, datamap])
    ]
    return heads, rows


def california_purposes(datamap: Map, past: Sequence[Map] = ()) -> Table:
    """Return what each of the law's categories was collected, sold or shared, and disclosed for."""
    heads = (_("Category of the law"), _("Collected for"), _("Sold or shared for"), _("Disclosed for"))
    rows: list[Row] = [
        (
            (letter, str(CCPA[letter])),
            "; ".join(one.used_for) or _("Not collected"),
            "; ".join(one.sold_for) or _("Not sold or shared"),
            "; ".join(one.disclosed_for) or _("Not disclosed"),
        )
        for letter, one in _letters([*past, datamap])
    ]
    return heads, rows


def _letters(maps: Sequence[Map]) -> Iterator[tuple[str, Letter]]:
    for letter in CCPA:
        one = Letter()
        for datamap in maps:
            for category in datamap["categories"].values():
                if letter in category["ccpa"] and category["held"]:
                    _add(one, category, datamap)
        yield letter, one


def _add(one: Letter, category: Mapping[str, Any], datamap: Map) -> None:
    one.kinds[category["name"]] = None
    one.used_for |= dict.fromkeys(datamap["purposes"][key]["name"] for key in category["purposes"])
    for key in category["recipients"]:
        recipient = datamap["recipients"][key]
        selling, other = _uses(recipient, category, datamap)
        group = recipient["group"] or str(RECIPIENTS[recipient["kind"]])
        if selling:
            one.sold.setdefault(group, {})[recipient["name"]] = None
            one.sold_for |= dict.fromkeys(selling)
        if other or not selling:
            one.disclosed.setdefault(group, {})[recipient["name"]] = None
            one.disclosed_for |= dict.fromkeys(other)


def _uses(
    recipient: Mapping[str, Any], category: Mapping[str, Any], datamap: Map
) -> tuple[list[str], list[str]]:
    """Return what a recipient gets a category for: the names of uses that sell or share it, and of the others."""
    said = recipient["purposes"]
    uses = [datamap["purposes"][key] for key in category["purposes"] if not said or key in said]
    third = recipient["kind"] in THIRD_PARTIES
    selling = [use["name"] for use in uses if third and use["sells_or_shares"]]
    return selling, [use["name"] for use in uses if use["name"] not in selling]


def _grouped(groups: Groups) -> str:
    return "; ".join(f"{group} ({', '.join(names)})" for group, names in groups.items())
