"""The manifest: what the package holds, said for programs, and signed so that anybody can check it."""

import base64
from typing import Any

import orjson

from accounts import signing
from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap
from accounts.regimes.residence import regime_for
from exports.archive.parts import file_name
from exports.building.outside import Outside, outside_of
from exports.described import described
from exports.models import ExportPackage, PackageSection

FORMAT = 1


def manifest(
    package: ExportPackage, sections: list[PackageSection], pages: list[dict[str, Any]], *, parts: int = 1
) -> dict[str, Any]:
    """Return the manifest as JSON-native data.

    `pages` are the last section's files to read, as a section keeps its members: everything in the archive is listed
    but the manifest itself, its signature and its key. `parts` is how many files the copy has; `part` of a member is
    the file it is in, and `files` are their names in order.
    """
    datamap, law = current(), regime_for(package.subject.residence).key
    outside = outside_of(package, sections)
    return {
        "format": FORMAT,
        "package": str(package.ref),
        "subject": str(package.subject.ref),
        "request": str(package.request_ref) if package.request_ref else None,
        "organisation": datamap.organisation.name,
        "requested_at": package.created_at.isoformat(),
        "generated_at": now().isoformat(),
        "data_map_version": package.map_version,
        "key": signing.public_jwk(),
        "files": [file_name(package, part, parts) for part in range(1, parts + 1)],
        "sections": [_section(datamap, section, law) for section in sections if section.kind != "index"]
        + [{"kind": "index", "members": _members(pages, 1)}],
        "categories": {key: _category(datamap, key, law) for key in datamap.categories},
        "complete": all(one.complete for one in outside),
        "other_systems": [_outside(one) for one in outside],
        "not_included": [
            {"store": table.store, "table": table.table, "field": column, "reason": reason}
            for table in datamap.tables()
            for column, reason in table.withheld.items()
        ]
        + [
            {"store": objects.store, "table": objects.key, "field": None, "reason": objects.withheld}
            for objects in datamap.objects()
            if objects.withheld
        ],
    }


def signed(data: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return the manifest as text, its Ed25519 signature and the public key, the last two in base64."""
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2)
    return text, base64.b64encode(signing.sign(text)) + b"\n", base64.b64encode(signing.public_key()) + b"\n"


def _section(datamap: DataMap, section: PackageSection, law: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": section.kind,
        "store": section.store,
        "table": section.table,
        "records": section.records,
        "members": _members(section.members, section.part),
    }
    if section.missing:
        data["missing_files"] = section.missing
    if section.kind == PackageSection.Kind.OUTSIDE:
        return data
    table = datamap.stores[section.store].tables.get(section.table)
    if table is not None:
        data |= {"label": table.label, "category": table.category, "categories": list(table.categories)}
        data |= {"derived": {field.column: field.derived for field in table.fields if field.derived}}
    elif objects := datamap.stores[section.store].objects.get(section.table):
        data |= {"label": objects.name, "category": objects.category, "categories": [objects.category]}
    else:
        data |= {"label": "What locates you", "category": "portal-identifiers"}
    about = _category(datamap, data["category"], law)
    return data | {name: about[name] for name in ("purposes", "sources", "recipients", "retention")}


def _members(made: list[dict[str, Any]], part: int) -> list[dict[str, Any]]:
    """Return name, size, checksum and file of members; `part` is the file of those that do not say."""
    return [
        {name: one[name] for name in ("name", "size", "sha256")} | {"part": one.get("part", part)}
        for one in made
    ]


def _outside(one: Outside) -> dict[str, Any]:
    """Return what became of one store outside; `complete` is true only for what was really answered."""
    told: dict[str, Any] = {
        "store": one.store,
        "name": one.name,
        "complete": one.complete,
        "asked": one.task is not None,
    }
    if one.task is not None:
        task = one.task
        told |= {
            "state": task.state,
            "reason": task.reason,
            "to_be_answered_by": task.due_at.isoformat(),
            "answered_at": task.answered_at.isoformat() if task.answered_at else None,
            "files": list(one.files),
        }
    return told


def _category(datamap: DataMap, key: str, law: str) -> dict[str, Any]:
    one = described(datamap, key, law=law)
    return {
        "name": one.category.name,
        "held": one.category.held,
        "held_by": one.held_by.name if one.held_by else None,
        "sources": one.sources,
        "purposes": [
            {"name": datamap.purposes[name].name, "lawful_basis": datamap.purposes[name].basis_for(law)}
            for name in one.category.purposes
        ],
        "recipients": [
            {"name": r.name, "country": r.country, "safeguard": r.safeguard} for r in one.recipients
        ],
        "retention": {"name": one.retention, "reason": one.retention_reason},
    }
