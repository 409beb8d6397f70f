"""Make a DataMap from YAML files and model declarations, and check that it agrees with itself."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.reader import Entry, read
from accounts.datamap.stores import read_store

SECTIONS = ("sources", "purposes", "recipients", "retention", "categories", "stores")
AFTER = ("account_closed", "collected", "last_activity", "transaction", "request_closed", "expiry")
CCPA_LETTERS = tuple("ABCDEFGHIJKL")


def load(files: Iterable[Path], *, portal: v.StoreMap | None = None) -> v.DataMap:
    """Return the merged map of the files, in order, with the portal's own store in front.

    A later file adds to an earlier one; the same key twice in one section is refused, except that the
    last `organisation` wins. Raise DataMapError with file, line and key.
    """
    organisation: v.Organisation | None = None
    sections: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    places: dict[tuple[str, str], Entry] = {}
    if portal is not None:
        sections["stores"][portal.key] = portal
    for file in files:
        root = read(file)
        top = root.keys_among("format", "organisation", *SECTIONS, needed=["format"])
        if top["format"].text() != "1":
            raise top["format"].error("This portal reads format 1.")
        if "organisation" in top:
            organisation = _organisation(top["organisation"])
        for name in SECTIONS:
            for key, entry in (top[name].items() if name in top else {}).items():
                if key in sections[name]:
                    raise entry.error(f"{key} is declared already in {name}. Choose another key.")
                sections[name][key] = _READERS[name](key, entry)
                places[name, key] = entry
    if organisation is None:
        raise DataMapError("No file says which organisation this is. Add the section `organisation`.")
    datamap = v.DataMap(organisation=organisation, **sections)
    _check_references(datamap, places)
    return datamap


def _organisation(entry: Entry) -> v.Organisation:
    given = entry.keys_among(
        "name",
        "legal_name",
        "address",
        "country",
        "privacy_email",
        "phone",
        "website",
        "representatives",
        needed=["name", "address", "country", "privacy_email"],
    )
    representatives = []
    for item in given["representatives"].elements() if "representatives" in given else ():
        one = item.keys_among(
            "region", "name", "address", "contact", needed=["region", "name", "address", "contact"]
        )
        representatives.append(
            v.Representative(
                one["region"].text(), one["name"].text(), one["address"].texts(), one["contact"].text()
            )
        )
    name = given["name"].text()
    return v.Organisation(
        name=name,
        legal_name=_text(given, "legal_name", name),
        address=given["address"].texts(),
        country=given["country"].text(),
        privacy_email=given["privacy_email"].text(),
        phone=_text(given, "phone"),
        website=_text(given, "website"),
        representatives=tuple(representatives),
    )


def _source(key: str, entry: Entry) -> v.Source:
    given = entry.keys_among("name", "kind", needed=["name", "kind"])
    return v.Source(key, given["name"].text(), given["kind"].choice(get_args(v.SourceKind)))  # type: ignore[arg-type]


def _purpose(key: str, entry: Entry) -> v.Purpose:
    given = entry.keys_among(
        "name", "description", "lawful_basis", needed=["name", "description", "lawful_basis"]
    )
    basis = given["lawful_basis"].choice(get_args(v.LawfulBasis))
    return v.Purpose(key, given["name"].text(), given["description"].text(), basis)  # type: ignore[arg-type]


def _recipient(key: str, entry: Entry) -> v.Recipient:
    given = entry.keys_among(
        "name", "kind", "country", "receives", "safeguard", needed=["name", "kind", "country", "receives"]
    )
    return v.Recipient(
        key,
        given["name"].text(),
        given["kind"].choice(get_args(v.RecipientKind)),  # type: ignore[arg-type]
        given["country"].text(),
        given["receives"].text(),
        _text(given, "safeguard"),
    )


def _retention(key: str, entry: Entry) -> v.RetentionRule:
    names = ("name", "period", "after", "basis", "reason")
    given = entry.keys_among(*names, needed=names)
    return v.RetentionRule(
        key,
        given["name"].text(),
        given["period"].text(),
        given["after"].choice(AFTER),
        given["basis"].choice(get_args(v.LawfulBasis)),  # type: ignore[arg-type]
        given["reason"].reason(),
    )


def _category(key: str, entry: Entry) -> v.Category:
    given = entry.keys_among(
        "name",
        "description",
        "sources",
        "purposes",
        "recipients",
        "retention",
        "ccpa",
        "held",
        "held_by",
        needed=["name", "description", "sources", "purposes"],
    )
    held = given["held"].boolean() if "held" in given else True
    if held and "retention" not in given:
        raise entry.error("The key retention is missing: say how long this is kept.")
    if not held and "held_by" not in given:
        raise entry.error("The key held_by is missing: say which recipient holds it instead.")
    letters = given["ccpa"].texts() if "ccpa" in given else ()
    for letter in letters:
        if letter not in CCPA_LETTERS:
            raise given["ccpa"].error(f"{letter} is no category of Cal. Civ. Code 1798.140(v); use A to L.")
    return v.Category(
        key,
        given["name"].text(),
        given["description"].text(),
        given["sources"].texts(),
        given["purposes"].texts(),
        given["recipients"].texts() if "recipients" in given else (),
        _text(given, "retention"),
        letters,
        held,
        _text(given, "held_by"),
    )


def _text(given: Mapping[str, Entry], key: str, default: str = "") -> str:
    return given[key].text() if key in given else default


_READERS: dict[str, Any] = {
    "sources": _source,
    "purposes": _purpose,
    "recipients": _recipient,
    "retention": _retention,
    "categories": _category,
    "stores": read_store,
}


def _check_references(datamap: v.DataMap, places: Mapping[tuple[str, str], Entry]) -> None:
    """Raise DataMapError for the first key that refers to something nobody declared."""
    for key, category in datamap.categories.items():
        wanted = [("source", word, datamap.sources) for word in category.sources]
        wanted += [("purpose", word, datamap.purposes) for word in category.purposes]
        wanted += [("recipient", word, datamap.recipients) for word in category.recipients]
        if category.held:
            wanted.append(("retention rule", category.retention, datamap.retention))
        else:
            wanted.append(("recipient", category.held_by, datamap.recipients))
        _need(wanted, place=f"categories.{key}", entry=places.get(("categories", key)))
    held = {key: category for key, category in datamap.categories.items() if category.held}
    for table in datamap.tables():
        wanted = [("held category", word, held) for word in table.categories]
        if table.retain:
            wanted.append(("retention rule", table.retain.rule, datamap.retention))
        place = f"stores.{table.store}.tables.{table.table}"
        _need(wanted, place=place, entry=places.get(("stores", table.store)))


def _need(wanted: Iterable[tuple[str, str, Iterable[str]]], *, place: str, entry: Entry | None) -> None:
    for kind, word, known in wanted:
        if word not in known:
            problem = f"The {kind} {word} is not declared. {nearest(word, known)}"
            raise DataMapError(
                problem, place=place, line=entry.line if entry else None, file=entry.file if entry else ""
            )
