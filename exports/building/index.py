"""The last section: the pages that lead through the package, the manifest, its signature and the public key."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from accounts.clock import now
from exports.archive.parts import assign_parts, part_notes
from exports.building.content import Content
from exports.building.manifest import manifest, signed
from exports.building.readme import not_included_page, readme_page
from exports.models import ExportPackage

TOKENS = "candor/css/tokens.css"
MANIFEST_SCHEMA = "candor/manifest.schema.json"


def index_content(package: ExportPackage) -> Content:
    """Return the contents of a package whose other sections are all done."""
    content = Content()
    content.stream = _files(content, package)
    return content


def _files(content: Content, package: ExportPackage) -> Iterator[bytes]:
    """Yield the pages, the notes of the files but the first, and then the manifest, which holds the checksums of all."""
    made_at, parts = now(), assign_parts(package)
    sections, notes = list(package.sections.order_by("position")), part_notes(package, parts)
    pages = {
        "README.html": readme_page(package, sections, made_at),
        "not-included.html": not_included_page(package, sections),
        "style.css": _static(TOKENS) + render_to_string("exports/archive/style.css").encode(),
        "schemas/manifest.schema.json": _static(MANIFEST_SCHEMA),
    }
    for name, data in (pages | notes).items():
        yield from content.members.add(name, [data])
    places = dict(zip(notes, count(2), strict=False))
    made = [one.as_data() | {"part": places.get(one.name, 1)} for one in content.members.made]
    text, signature, key = signed(manifest(package, sections, made, made_at=made_at, parts=parts))
    for name, data in (
        ("manifest.json", text),
        ("manifest.json.sig", signature),
        ("manifest.pub", key),
    ):
        yield from content.members.add(name, [data])


def _static(name: str) -> bytes:
    """Return a file that the portal serves as it is. Raise FileNotFoundError."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()
