"""The two pages at the top of a package: the person's index, and what is not included and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.datamap.current import current
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import DataMap
from accounts.regimes.authorities import authorities_for
from accounts.regimes.residence import regime_for
from exports.building.left_out import LeftOut, left_out
from exports.building.mapped import scoping_of
from exports.building.names import data_name, own_name, page_name, sheet_name
from exports.building.outside import outside_of
from exports.described import Described, all_described
from exports.models import ExportPackage, PackageSection
from exports.portable.outputs import listed
from exports.scope_words import FORMS

RIGHTS: dict[str, str | Promise] = {
    "access": _("To have a copy of your data"),
    "portability": _("To take along what you gave and what was observed about you"),
    "know_specific": _("To know the specific pieces of data"),
    "know_categories": _("To know the kinds of data"),
}
SHOWN_FILES = 12
"""Files that the index links by themselves; more are reached through their list."""
ByTable = dict[tuple[str, str], dict[str, list[PackageSection]]]
"""Sections by store and table, then by kind; rows and files may be in several pieces."""


@dataclass
class Listed:
    """One table, or the files of one kind: how many entries it has and where they stand in the archive."""

    label: str
    records: int
    links: list[tuple[str, str | Promise]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    more_files: int = 0


def readme_page(package: ExportPackage, sections: list[PackageSection], made_at: datetime) -> bytes:
    """Return the index of a package whose other sections are all done."""
    datamap, subject = current(), package.subject
    law, by_table = regime_for(subject.residence), _by_table(sections)
    categories = [_category(one, by_table) for one in all_described(datamap, law=law.key)]
    scoping = scoping_of(package)
    # Of a kind that is left out, entries are here all the same where fields of another kind stand in them.
    here = [one for one in categories if one["listed"] or not scoping.category(one["about"].category.key)]
    held = [one for one in here if one["about"].category.held]
    wish, outside = package.wish, outside_of(package, sections)
    context = {
        "package": package,
        "organisation": datamap.organisation,
        "law": law,
        "right": RIGHTS[wish.right],
        "wish": wish,
        "full": wish.full,
        "chosen": [datamap.categories[key].name for key in wish.categories if key in datamap.categories],
        "formats": ["JSON", *(FORMS[one] for one in wish.formats)],
        "made_at": made_at,
        "categories": held,
        "not_here": [
            one["about"].category.name for one in categories if one["about"].category.held and one not in here
        ],
        "nothing": not any(one["total"] for one in held if not (wish.full and one["about"].only_portal))
        and not any(one.files for one in outside),
        "elsewhere": [one["about"] for one in categories if not one["about"].category.held],
        "identifiers": by_table[PORTAL, ""]["identifiers"][0],
        "missing": sum(len(section.missing) for section in sections),
        "outside": outside,
        "lacking": [one for one in outside if not one.complete],
        "authorities": authorities_for(subject.residence, seat=datamap.organisation.country),
        "base_url": settings.BASE_URL,
        "verify_url": settings.BASE_URL + reverse("exports:verify"),
        "portable": listed(sections),
        "has_files": any(section.kind == "files" and section.members for section in sections),
    }
    return render_to_string("exports/archive/readme.html", context).encode()


def not_included_page(package: ExportPackage, sections: list[PackageSection]) -> bytes:
    """Return the page that says what is not in a package, and why."""
    datamap = current()
    found = left_out(package, datamap, sections)
    context = {
        "organisation": datamap.organisation,
        "withheld": _by_place(datamap, [one for one in found if one.kind == "withheld"]),
        "not_in_scope": _by_place(datamap, [one for one in found if one.kind == "not_in_scope"]),
        "reduced": _by_place(datamap, [one for one in found if one.kind == "another_person"]),
        "elsewhere": [one for one in found if one.kind == "held_elsewhere"],
        "missing": [one.name for one in found if one.kind == "file_missing"],
        "lacking": [one for one in outside_of(package, sections) if not one.complete],
    }
    return render_to_string("exports/archive/not_included.html", context).encode(errors="backslashreplace")


def _by_table(sections: list[PackageSection]) -> ByTable:
    found: ByTable = {}
    for section in sections:
        found.setdefault((section.store, section.table), {}).setdefault(section.kind, []).append(section)
    return found


def _category(about: Described, by_table: ByTable) -> dict[str, Any]:
    """Return a category with the tables and files whose main category it is."""
    listed = [*_tables(about, by_table), *_objects(about, by_table)]
    return {
        "about": about,
        "listed": [one for one in listed if one.records],
        "empty": [one.label for one in listed if not one.records],
        "total": sum(one.records for one in listed),
        "derived": [
            (field.label, field.derived)
            for table in about.tables
            for field in table.fields
            if field.derived and field.category == about.category.key
        ],
    }


def _tables(about: Described, by_table: ByTable) -> Iterator[Listed]:
    for table in about.tables:
        parts = by_table.get((table.store, table.table))
        if table.category != about.category.key or parts is None:
            continue
        rows = parts["rows"]
        one = Listed(table.label, sum(piece.records for piece in rows))
        if one.records:
            there = {
                m["name"] for kind in ("rows", "pages", "csv") for s in parts.get(kind, []) for m in s.members
            }
            names: list[tuple[str, str | Promise]] = [
                *((page_name(pages.stem, 1), _("Read")) for pages in parts.get("pages", [])[:1]),
                *((data_name(piece.stem), f"JSON{number}") for piece, number in _numbered(rows)),
                *((sheet_name(piece.stem), f"CSV{number}") for piece, number in _numbered(rows)),
            ]
            one.links = [(name, words) for name, words in names if name in there]
        _add_files(one, parts.get("files", []))
        yield one


def _numbered(pieces: list[PackageSection]) -> list[tuple[PackageSection, str]]:
    """Return the pieces of a table with their numbers for people; one by itself has none."""
    return [(one, f" {n}" if len(pieces) > 1 else "") for n, one in enumerate(pieces, 1)]


def _objects(about: Described, by_table: ByTable) -> Iterator[Listed]:
    for objects in about.objects:
        files = by_table.get((objects.store, objects.key), {}).get("files", [])
        if files:
            one = Listed(objects.name, sum(piece.records for piece in files))
            _add_files(one, files)
            yield one


def _add_files(one: Listed, pieces: list[PackageSection]) -> None:
    """Note where files stand: a few by themselves, many by their lists."""
    names = [member["name"] for piece in pieces for member in piece.members]
    lists = [name for name in names if name.startswith("html/")]
    files = [name for name in names if not name.startswith("html/")]
    one.links += [(name, _("Files")) for name in lists]
    if not lists or len(files) <= SHOWN_FILES:
        one.files = [(name, own_name(name)) for name in files[:SHOWN_FILES]]
        one.more_files = len(files) - len(one.files)


def _by_place(datamap: DataMap, found: list[LeftOut]) -> list[dict[str, Any]]:
    """Return what is left out by table, the company's own systems first."""
    found.sort(key=lambda one: one.store == PORTAL)
    groups = []
    for (store, key), entries in groupby(found, key=lambda one: (one.store, one.table)):
        at = datamap.stores[store]
        label = at.tables[key].label if key in at.tables else at.objects[key].name
        groups.append({"label": label, "store": at.name, "entries": list(entries)})
    return groups
