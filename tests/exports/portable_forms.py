"""Read portable copies as other programs do: JSON-LD by the book, and pages with microformats."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mf2py
from pyld import jsonld

CONTEXT = Path(__file__).parents[1] / "data" / "activitystreams.jsonld"
"""Terms of https://www.w3.org/ns/activitystreams that we use, mapped as its specification says."""
AS = "https://www.w3.org/ns/activitystreams#"


def known_contexts(url: str, options: Any) -> dict[str, Any]:
    """Return the one context that readers know by heart; nothing else may be asked for."""
    assert url == "https://www.w3.org/ns/activitystreams", f"{url} would have to be fetched"
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": json.loads(CONTEXT.read_text(encoding="utf-8")),
    }


def expanded(zipped: Any, name: str) -> dict[str, Any]:
    """Return a file's one object in expanded form."""
    (one,) = jsonld.expand(json.loads(zipped.read(name)), {"documentLoader": known_contexts})
    return one


def items(zipped: Any, name: str) -> list[dict[str, Any]]:
    """Return the items of a collection, in order, after comparing them with their number."""
    one = expanded(zipped, name)
    assert one["@type"] == [AS + "OrderedCollection"]
    found = one[AS + "items"][0]["@list"]
    assert one[AS + "totalItems"][0]["@value"] == len(found)
    return found


def value(one: dict[str, Any], term: str) -> Any:
    """Return the one value or id under a term of ActivityStreams."""
    (found,) = one[term if ":" in term else AS + term]
    return found.get("@value", found.get("@id", found))


def entries(zipped: Any, folder: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the microformats of each page of a folder."""
    for name in sorted(zipped.namelist()):
        if name.startswith(folder):
            yield name, mf2py.parse(doc=zipped.read(name).decode())
