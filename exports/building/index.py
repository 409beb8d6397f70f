"""The last section: contents to read, manifest, signature, public key."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import TableMap
from accounts.regimes.residence import regime_for
from exports.archive.parts import assign_parts, part_notes
from exports.building.content import Content
from exports.building.manifest import manifest, signed
from exports.building.outside import outside_of
from exports.building.pages import page_name
from exports.described import Described, all_described
from exports.models import ExportPackage, PackageSection

ByTable = dict[tuple[str, str], dict[str, list[PackageSection]]]
"""Sections by store and table, then by kind; only files may be in several pieces."""
TOKENS = "candor/css/tokens.css"


def index_content(package: ExportPackage) -> Content:
    """Return the contents of a package whose other sections are all done."""
    content = Content()
    parts = assign_parts(package)
    sections = list(package.sections.order_by("position"))
    pages = {
        "index.html": _index(package, sections),
        "not-included.html": _not_included(package, sections),
        "style.css": _style(),
    }
    content.stream = _files(content, package, sections, pages, part_notes(package, parts))
    return content


def _files(
    content: Content,
    package: ExportPackage,
    sections: list[PackageSection],
    pages: dict[str, bytes],
    notes: dict[str, bytes],
) -> Iterator[bytes]:
    """Yield the pages, the notes of the files but the first, and then the manifest, which holds the checksums of all."""
    for name, data in (pages | notes).items():
        yield from content.members.add(name, iter([data]))
    places = dict(zip(notes, count(2), strict=False))
    made = [one.as_data() | {"part": places.get(one.name, 1)} for one in content.members.made]
    text, signature, key = signed(manifest(package, sections, made, parts=len(notes) + 1))
    for name, data in (("manifest.json", text), ("manifest.json.sig", signature), ("manifest.pub", key)):
        yield from content.members.add(name, iter([data]))


def _index(package: ExportPackage, sections: list[PackageSection]) -> bytes:
    datamap = current()
    by_table: ByTable = {}
    for section in sections:
        by_table.setdefault((section.store, section.table), {}).setdefault(section.kind, []).append(section)
    categories = [
        {
            "about": one,
            "tables": [table for table in _tables(one, by_table) if table["records"]],
            "empty": [table["label"] for table in _tables(one, by_table) if not table["records"]],
        }
        for one in all_described(datamap, law=regime_for(package.subject.residence).key)
    ]
    context = {
        "package": package,
        "organisation": datamap.organisation,
        "made_at": now(),
        "categories": [one for one in categories if one["about"].category.held],
        "elsewhere": [one["about"] for one in categories if not one["about"].category.held],
        "identifiers": by_table[PORTAL, ""]["identifiers"][0],
        "missing": [name for section in sections for name in section.missing],
        "outside": outside_of(package, sections),
    }
    return render_to_string("exports/archive/index.html", context).encode()


def _tables(about: Described, by_table: ByTable) -> Iterator[dict[str, object]]:
    """Yield the tables and files whose main category this is, with where they stand in the archive."""
    for table in about.tables:
        parts = by_table.get((table.store, table.table))
        if table.category != about.category.key or parts is None:
            continue
        (rows,), files = parts["rows"], parts.get("files", [])
        yield {
            "label": table.label,
            "records": rows.records,
            "page": page_name(rows.stem, 1) if rows.records else "",
            "json": f"data/{rows.stem}.json" if rows.records else "",
            "files": [
                {"name": member["name"], "label": _("File %(number)d") % {"number": number}}
                for number, member in enumerate((m for piece in files for m in piece.members), 1)
            ],
        }
    for objects in about.objects:
        files = by_table.get((objects.store, objects.key), {}).get("files")
        if files:
            begin = len(f"files/{files[0].stem}/")
            yield {
                "label": objects.name,
                "records": sum(piece.records for piece in files),
                "files": [
                    {"name": m["name"], "label": m["name"][begin:]} for piece in files for m in piece.members
                ],
            }


def _not_included(package: ExportPackage, sections: list[PackageSection]) -> bytes:
    datamap = current()
    tables = [
        {"label": table.label, "store": datamap.stores[table.store].name, "withheld": _named(table)}
        for table in datamap.tables()
        if table.withheld
    ]
    tables += [
        {
            "label": objects.name,
            "store": datamap.stores[objects.store].name,
            "withheld": {_("All of these files"): objects.withheld},
        }
        for objects in datamap.objects()
        if objects.withheld
    ]
    context = {
        "organisation": datamap.organisation,
        "tables": tables,
        "elsewhere": [one for one in all_described(datamap) if not one.category.held],
        "missing": [name for section in sections for name in section.missing],
        "outside": [one for one in outside_of(package, sections) if not one.complete],
    }
    return render_to_string("exports/archive/not_included.html", context).encode()


def _named(table: TableMap) -> dict[str, str]:
    """Return the reasons for what is left out, by the column's name as a person reads it."""
    return {column.replace("_", " ").capitalize(): reason for column, reason in table.withheld.items()}


def _style() -> bytes:
    found = finders.find(TOKENS)
    tokens = Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""
    return (tokens + render_to_string("exports/archive/style.css")).encode()
