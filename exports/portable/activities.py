"""ActivityStreams 2.0 (W3C, 2017): who the person is, and what they wrote, liked, marked and followed, as JSON-LD.

A passage that was marked is an Annotation of the W3C's vocabulary of that name: an Add would say that something came into a
collection, and lose which words. What is on a list or kept as a bookmark is an Add, which can say when and with which note. How often
somebody clapped is no part of ActivityStreams: it is schema.org's userInteractionCount.
"""

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import orjson

from exports.building.content import Content
from exports.portable.records import Record, Records
from exports.portable.words import as_html, as_moment

CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {
        "schema": "https://schema.org/",
        "oa": "http://www.w3.org/ns/oa#",
        "dcterms": "http://purl.org/dc/terms/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "Hashtag": "as:Hashtag",
        "claps": {"@id": "schema:userInteractionCount", "@type": "xsd:nonNegativeInteger"},
        "Annotation": "oa:Annotation",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "FragmentSelector": "oa:FragmentSelector",
        "motivation": {"@id": "oa:motivatedBy", "@type": "@id"},
        "hasTarget": {"@id": "oa:hasTarget", "@type": "@id"},
        "hasSource": {"@id": "oa:hasSource", "@type": "@id"},
        "hasSelector": {"@id": "oa:hasSelector", "@type": "@id"},
        "exact": "oa:exact",
        "fragment": "rdf:value",
    },
]
"""What the words below mean. Only the first is fetched by readers, all of which know it by heart."""
Activity = dict[str, Any]


def activities_content(records: Records, output: str) -> Content:
    """Return one file, or one for each profile or list."""
    content = Content()
    made = {"actor": _actors, "lists": _lists}.get(output)
    content.stream = made(content, records) if made else _collection(content, records, output)
    return content


def _collection(content: Content, records: Records, output: str) -> Iterator[bytes]:
    types, make = COLLECTIONS[output]
    actor = records.actor()
    found = (one for record in records.of(*types) if (one := make(record, actor)) is not None)
    yield from _ordered(content, f"activitypub/{output}.json", {}, found)


def _ordered(
    content: Content, name: str, about: Activity, items: Iterator[Activity], *, empty: bool = False
) -> Iterator[bytes]:
    """Yield an ordered collection, one item a line; of none, nothing. The number of items stands behind them: it is known there."""
    first = next(items, None)
    if first is not None or empty:
        yield from content.members.add(name, _written(content, about, first, items))


def _written(
    content: Content, about: Activity, first: Activity | None, items: Iterator[Activity]
) -> Iterator[bytes]:
    head = orjson.dumps({"@context": CONTEXT, "type": "OrderedCollection", **about})
    yield head[:-1] + b',"orderedItems":['
    count = 0
    if first is not None:
        yield b"\n" + orjson.dumps(first)
        count = 1
    for item in items:
        yield b",\n" + orjson.dumps(item)
        count += 1
    content.records += count
    yield b'\n],"totalItems":%d}\n' % count


def _actors(content: Content, records: Records) -> Iterator[bytes]:
    known = False
    for number, record in enumerate(records.of("profile"), 1):
        known = True
        content.records += 1
        name = "actor" if number == 1 else f"actor-{number}"
        yield from content.members.add(f"activitypub/{name}.json", [_file(_person(record, records))])
    if not known:
        person = {"id": records.actor(), "type": "Person"} | _boxes(records)
        yield from content.members.add("activitypub/actor.json", [_file(person)])


def _file(thing: Activity) -> bytes:
    return orjson.dumps({"@context": CONTEXT} | thing, option=orjson.OPT_INDENT_2) + b"\n"


def _person(record: Record, records: Records) -> Activity:
    image = record.image
    return _filled(
        id=record.id,
        type="Person",
        name=record.text("name"),
        preferredUsername=record.text("handle"),
        summary=escape(record.text("summary")),
        url=record.url,
        published=as_moment(record.text("published")),
        icon={"type": "Image", "url": f"../{image}"} if image else None,
    ) | _boxes(records)


def _boxes(records: Records) -> Activity:
    """Return where the person's collections are, as names of files beside this one."""
    made = (
        records.package.sections.filter(kind="activitypub")
        .exclude(members=[])
        .values_list("table", flat=True)
    )
    ways = {"outbox": "outbox", "likes": "liked", "following": "following"}
    return {ways[name]: f"{name}.json" for name in made if name in ways}


def _lists(content: Content, records: Records) -> Iterator[bytes]:
    actor = records.actor()
    for number, (record, entries) in enumerate(records.lists(), 1):
        about = _filled(
            id=record.id,
            name=record.text("title"),
            summary=escape(record.text("summary")),
            published=as_moment(record.text("published")),
            url=record.url,
            attributedTo=actor,
            to=_readers(record),
        )
        items = (_add(entry, actor) | {"target": record.id} for entry in entries)
        yield from _ordered(content, f"activitypub/lists/list-{number:04}.json", about, items, empty=True)


def _create(record: Record, actor: str) -> Activity | None:
    if record.draft:
        return None
    written = _article(record, actor) if record.what.type == "story" else _note(record, actor)
    return _filled(
        id=f"{record.id}#create",
        type="Create",
        actor=actor,
        published=written.get("published"),
        to=written.get("to"),
        object=written,
    )


def _draft(record: Record, actor: str) -> Activity | None:
    return _article(record, actor) if record.draft else None


def _article(record: Record, actor: str) -> Activity:
    image = record.image
    return _filled(
        id=record.id,
        type="Article",
        name=record.text("title"),
        summary=escape(record.text("summary")),
        **_content(record),
        published=as_moment(record.text("published")),
        updated=as_moment(record.text("updated")),
        url=record.url,
        attributedTo=actor,
        to=_readers(record),
        image={"type": "Image", "url": f"../{image}"} if image else None,
        tag=[{"type": "Hashtag", "name": f"#{tag}"} for tag in record.tags],
    )


def _note(record: Record, actor: str) -> Activity:
    return _filled(
        id=record.id,
        type="Note",
        inReplyTo=record.about,
        **_content(record),
        published=as_moment(record.text("published")),
        updated=as_moment(record.text("updated")),
        url=record.url,
        attributedTo=actor,
        to=_readers(record),
    )


def _content(record: Record) -> Activity:
    text = record.text("content")
    return {"content": as_html(text, record.what.content_format), "mediaType": "text/html"} if text else {}


def _like(record: Record, actor: str) -> Activity:
    count = record.text("count")
    return _did("Like", record, actor) | ({"claps": int(count)} if count.isdecimal() else {})


def _follow(record: Record, actor: str) -> Activity:
    return _did("Follow", record, actor)


def _block(record: Record, actor: str) -> Activity:
    return _did("Block", record, actor)


def _add(record: Record, actor: str) -> Activity:
    return _did("Add", record, actor) | _content(record)


def _did(kind: str, record: Record, actor: str) -> Activity:
    return _filled(
        id=record.id,
        type=kind,
        actor=actor,
        object=record.about,
        published=as_moment(record.text("published")),
    )


def _annotation(record: Record, actor: str) -> Activity:
    quote = record.text("quote")
    place = "&".join(
        f"{column}={record.value(column)}" for column in record.what.place if record.value(column)
    )
    selectors = [{"type": "TextQuoteSelector", "exact": quote}] if quote else []
    selectors += [{"type": "FragmentSelector", "fragment": place}] if place else []
    return _filled(
        id=record.id,
        type="Annotation",
        motivation="oa:highlighting",
        attributedTo=actor,
        published=as_moment(record.text("published")),
        hasTarget=_filled(hasSource=record.about, hasSelector=selectors),
        to=_readers(record),
        **_content(record),
    )


def _readers(record: Record) -> list[str]:
    return ["as:Public"] if record.fulfils(record.what.public) else []


def _filled(**parts: Any) -> Activity:
    """Return what there is: an empty text says less than none."""
    return {name: value for name, value in parts.items() if value not in ("", None, [], {})}


COLLECTIONS: dict[str, tuple[tuple[str, ...], Callable[[Record, str], Activity | None]]] = {
    "outbox": (("story", "comment"), _create),
    "drafts": (("story",), _draft),
    "likes": (("clap",), _like),
    "highlights": (("highlight",), _annotation),
    "following": (("follow",), _follow),
    "blocks": (("block",), _block),
    "bookmarks": (("bookmark",), _add),
}
"""The collections in one file each: which records are in them, and what becomes of one."""
