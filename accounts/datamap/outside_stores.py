"""Read a store that somebody else runs: asked over HTTP, or by a person who looks."""

from typing import get_args

from accounts.datamap import vocabulary as v
from accounts.datamap.reader import Entry


def read_http_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store that is asked over HTTP. Raise DataMapError."""
    names = ("name", "protocol", "url", "identities", "answers", "deadline", "recipient", "categories")
    given = entry.keys_among("kind", *names, "domain", needed=names)
    http = v.HttpStore(
        given["protocol"].choice(get_args(v.Protocol)),  # type: ignore[arg-type]
        given["url"].text(),
        {
            kind: form.text()
            for kind, form in given["identities"].keys_among(*get_args(v.IdentifierKind)).items()
        },
        tuple(verb.choice(get_args(v.StoreVerb)) for verb in given["answers"].elements()),  # type: ignore[misc]
        given["deadline"].period(),
        given["domain"].text() if "domain" in given else "",
    )
    return _outside(key, "http", given, http=http)


def read_manual_store(key: str, entry: Entry) -> v.StoreMap:
    """Return a store that a person looks into. Raise DataMapError."""
    names = ("name", "owner", "email", "instructions", "due", "remind", "recipient", "categories")
    given = entry.keys_among("kind", *names, needed=names)
    manual = v.ManualStore(
        given["owner"].text(),
        given["email"].text(),
        given["instructions"].text(),
        given["due"].period(),
        given["remind"].period(),
    )
    return _outside(key, "manual", given, manual=manual)


def _outside(
    key: str,
    kind: v.StoreKind,
    given: dict[str, Entry],
    *,
    http: v.HttpStore | None = None,
    manual: v.ManualStore | None = None,
) -> v.StoreMap:
    return v.StoreMap(
        key,
        kind,
        given["name"].text(),
        http=http,
        manual=manual,
        categories=given["categories"].texts(),
        recipient=given["recipient"].text(),
    )
