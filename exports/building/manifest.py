"""The manifest: what the package holds, said for programs, and signed so that anybody can check it."""

import base64
from datetime import datetime
from typing import Any

import orjson

from accounts import signing
from accounts.datamap.current import current
from accounts.datamap.transfers import is_abroad
from accounts.datamap.vocabulary import DataMap, Recipient
from accounts.regimes.residence import regime_for
from exports.archive.parts import file_name
from exports.building.left_out import left_out
from exports.building.names import media_type, schema_name
from exports.building.outside import Outside, outside_of
from exports.building.sheets import FORM
from exports.described import described
from exports.models import ExportPackage, PackageSection
from exports.portable.outputs import PORTABLE

FORMAT = 2
"""Of manifest.json, described by the schema config/static/candor/manifest.schema.json. Raise it if a reader would misunderstand."""
ABOUT = ("purposes", "sources", "recipients", "transfers", "retention")
Kind = PackageSection.Kind


def manifest(
    package: ExportPackage,
    sections: list[PackageSection],
    pages: list[dict[str, Any]],
    *,
    made_at: datetime,
    parts: int = 1,
) -> dict[str, Any]:
    """Return the manifest as JSON-native data.

    `pages` are the last section's files to read, as a section keeps its members: everything in the archive is listed
    but the manifest itself, its signature and its key. `parts` is how many files the copy has; `part` of a member is
    the file it is in, and `files` are their names in order.
    """
    datamap, law, wish = current(), regime_for(package.subject.residence), package.wish
    outside = outside_of(package, sections)
    told = [
        _own(section.kind, section.table, section.records, _members(section.members, section.part))
        if section.kind in PORTABLE
        else _section(datamap, section, law.key)
        for section in sections
        if section.kind != Kind.INDEX
    ]
    scope = wish.as_data()
    return {
        "format": FORMAT,
        "package": str(package.ref),
        "subject": str(package.subject.ref),
        "request": str(package.request_ref) if package.request_ref else None,
        "organisation": datamap.organisation.name,
        "contact": datamap.organisation.privacy_email,
        "right": scope.pop("right"),
        "law": {"key": law.key, "name": law.name},
        "scope": scope,
        "requested_at": package.created_at.isoformat(),
        "generated_at": made_at.isoformat(),
        "data_map_version": package.map_version,
        "key": signing.public_jwk(),
        "files": [file_name(package, part, parts) for part in range(1, parts + 1)],
        "complete": all(one.complete for one in outside),
        "sections": [*told, _own(Kind.INDEX, "", 0, _members(pages, 1))],
        "categories": {key: _category(datamap, key, law.key) for key in datamap.categories},
        "other_systems": [_outside(one) for one in outside],
        "not_included": [one.as_data() for one in left_out(package, datamap, sections)],
        "csv": FORM if "csv" in wish.formats else None,
    }


def signed(data: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """Return the manifest as text, its Ed25519 signature and the public key, the last two in base64."""
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2)
    return text, base64.b64encode(signing.sign(text)) + b"\n", base64.b64encode(signing.public_key()) + b"\n"


def _section(datamap: DataMap, section: PackageSection, law: str) -> dict[str, Any]:
    schema = schema_name(section.stem)
    data: dict[str, Any] = {
        "kind": section.kind,
        "store": section.store,
        "store_name": datamap.stores[section.store].name
        if section.store in datamap.stores
        else section.store,
        "table": section.table,
        "records": section.records,
        "schema": schema if any(one["name"] == schema for one in section.members) else None,
        "members": _members(section.members, section.part),
    }
    if section.missing:
        data["missing_files"] = section.missing
    if section.kind == Kind.OUTSIDE:
        return data
    table = datamap.stores[section.store].tables.get(section.table)
    if table is not None:
        data |= {"label": table.label, "category": table.category, "categories": list(table.categories)}
        data |= {"derived": {field.column: field.derived for field in table.fields if field.derived}}
    elif objects := datamap.stores[section.store].objects.get(section.table):
        data |= {"label": objects.name, "category": objects.category, "categories": [objects.category]}
    else:
        data |= {"label": "What locates you", "category": "portal-identifiers"}
        data |= {"categories": [data["category"]]}
    about = _category(datamap, data["category"], law)
    return data | {name: about[name] for name in ABOUT}


def _own(kind: str, table: str, records: int, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a section that is of no store: the pages that lead through the package, or records in a portable form."""
    return {
        "kind": kind,
        "store": "",
        "store_name": "",
        "table": table,
        "records": records,
        "schema": None,
        "members": members,
    }


def _members(made: list[dict[str, Any]], part: int) -> list[dict[str, Any]]:
    """Return what is said of members; `part` is the file of those that do not say."""
    return [
        {name: one[name] for name in ("name", "size", "sha256")}
        | {"media_type": media_type(one["name"]), "part": one.get("part", part)}
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
        "description": one.category.description,
        "held": one.category.held,
        "held_by": one.held_by.name if one.held_by else None,
        "sources": one.sources,
        "purposes": [
            {"name": datamap.purposes[name].name, "lawful_basis": datamap.purposes[name].basis_for(law)}
            for name in one.category.purposes
        ],
        "recipients": [_recipient(r) for r in one.recipients],
        "transfers": [_recipient(r) for r in one.recipients if is_abroad(r)],
        "retention": {"name": one.retention, "reason": one.retention_reason},
    }


def _recipient(one: Recipient) -> dict[str, str]:
    return {"name": one.name, "country": one.country, "safeguard": one.safeguard}
