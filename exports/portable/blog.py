"""The layout of a blog archive that importers of Medium's exports read: pages of HTML with microformats2."""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from itertools import islice

from django.template.loader import render_to_string

from accounts.clock import today
from accounts.datamap.current import current
from exports.building.content import Begin, Content
from exports.portable.records import Record, Records
from exports.portable.words import as_html, as_moment

ITEMS_ON_A_PAGE = 500
SLUG_BYTES = 120
DAY = len("2026-12-02")


def blog_content(records: Records, output: str, begin: Begin) -> Content:
    """Return the pages of one folder; posts in bounded pieces."""
    content = Content()
    made = {"profile": _profiles, "lists": _lists}.get(output)
    if output == "posts":
        content.stream = _posts(content, records, begin)
    else:
        content.stream = made(content, records) if made else _pages(content, records, output)
    return content


def post_name(record: Record) -> str:
    """Return the path of a post: its day, the words of its title, and letters made of its id, which no other has."""
    moment = as_moment(record.text("published"))
    day = "draft" if record.draft else moment[:DAY] or "undated"
    return f"posts/{day}_{_slug(record)}.html"


def _slug(record: Record) -> str:
    words = re.sub(r"[\W_]+", "-", record.text("title")).strip("-")
    short = words.encode()[:SLUG_BYTES].decode(errors="ignore").strip("-") or "untitled"
    return f"{short}-{sha256(record.id.encode()).hexdigest()[:12]}"


def _posts(content: Content, records: Records, begin: Begin) -> Iterator[bytes]:
    author, last = _Author(records), begin
    posts = islice(records.of("story", "comment"), begin.before, None)
    for number, record in enumerate(posts, begin.before + 1):
        if content.is_full(begin, number):
            content.more = last
            return
        last = Begin(number)
        content.records += 1
        yield from content.members.add(post_name(record), [_page("post", author.said | _post(record))])


class _Author:
    def __init__(self, records: Records) -> None:
        first = next(records.of("profile"), None)
        self.said: dict[str, object] = {
            "author": first.text("name") or first.text("handle") if first else "",
            "author_url": first.url or first.id if first else records.actor(),
            "organisation": current().organisation.name,
            "made_on": today(),
        }


def _post(record: Record) -> dict[str, object]:
    return {
        "title": record.text("title"),
        "summary": record.text("summary"),
        "body": as_html(record.text("content"), record.what.content_format),
        "published": "" if record.draft else as_moment(record.text("published")),
        "updated": as_moment(record.text("updated")),
        "canonical": "" if record.draft else record.url or record.id,
        "answers": record.about,
        "image": f"../{record.image}" if record.image else "",
        "tags": record.tags,
    }


def _profiles(content: Content, records: Records) -> Iterator[bytes]:
    for number, record in enumerate(records.of("profile"), 1):
        content.records += 1
        said = {
            "name": record.text("name"),
            "handle": record.text("handle"),
            "about": record.text("summary"),
            "email": record.text("email"),
            "image": f"../{record.image}" if record.image else "",
            "url": record.url or record.id,
            "id": record.id,
            "published": as_moment(record.text("published")),
            "organisation": current().organisation.name,
        }
        name = "profile" if number == 1 else f"profile-{number}"
        yield from content.members.add(f"profile/{name}.html", [_page("profile", said)])


def _lists(content: Content, records: Records) -> Iterator[bytes]:
    author = _Author(records).said
    for record, entries in records.lists():
        content.records += 1
        said = {
            "title": record.text("title"),
            "summary": record.text("summary"),
            "published": as_moment(record.text("published")),
            "canonical": record.url or record.id,
            "entries": [{"about": one.about, "note": one.text("content")} for one in entries],
        }
        yield from content.members.add(f"lists/{_slug(record)}.html", [_page("list", author | said)])


TITLES = {
    "claps": "Claps",
    "highlights": "Highlights",
    "bookmarks": "Bookmarks",
    "users-following": "Users followed",
    "blocks": "Blocked users",
}
FILES = {"blocks": "blocked-users"}
"""Names of pages that differ from their folder's."""


def _pages(content: Content, records: Records, output: str) -> Iterator[bytes]:
    kind = {"claps": "clap", "highlights": "highlight", "bookmarks": "bookmark", "users-following": "follow"}
    items = map(_item, records.of(kind.get(output, "block")))
    for number in range(1, 1_000_000):
        some = list(islice(items, ITEMS_ON_A_PAGE))
        if not some:
            return
        content.records += len(some)
        name = f"{output}/{FILES.get(output, output)}-{number:04}.html"
        yield from content.members.add(name, _items(TITLES[output], some))


def _items(title: str, some: Iterable[str]) -> Iterator[bytes]:
    """Yield a page: no template is run for a single item, of which there may be a million."""
    before, _mark, after = _page("items", {"title": title}).partition(b"<!-- items -->")
    yield before
    for item in some:
        yield item.encode()
    yield after


def _item(record: Record) -> str:
    about, when = escape(record.about), as_moment(record.text("published"))
    time = f' <time class="dt-published" datetime="{when}">{when}</time>' if when else ""
    link = f'<a class="{{}}" href="{about}">{about}</a>'
    if record.what.type == "clap":
        return f'<li class="h-entry">+{escape(record.text("count") or "1")} — {link.format("h-cite u-like-of")}{time}</li>\n'
    if record.what.type == "highlight":
        quote, note = (
            escape(record.text("quote")),
            as_html(record.text("content"), record.what.content_format),
        )
        place = ", ".join(f"{column} {record.value(column)}" for column in record.what.place)
        marked = f'<span class="markup--highlight">{quote}</span>' if quote else escape(place)
        said = f'<div class="e-content">{note}</div>' if note else ""
        return f'<li class="h-entry">{time}<p class="graf">{marked}</p>{said}{link.format("h-cite u-quotation-of")}</li>\n'
    if record.what.type == "bookmark":
        return f'<li class="h-entry">{link.format("h-cite u-bookmark-of")}{time}</li>\n'
    return f'<li class="h-card">{link.format("u-url p-name")}{time}</li>\n'


def _page(name: str, said: dict[str, object]) -> bytes:
    return render_to_string(f"exports/portable/{name}.html", said).encode()
