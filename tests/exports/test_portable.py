"""Portable copies: what an author wrote, liked and followed, found again by programs that know nothing of us."""

import json
import uuid

import pytest
from django.db import connections

from accounts.actor import SYSTEM
from accounts.datamap.current import current
from exports.actions.packages import request_package
from exports.portable.blog import post_name
from exports.portable.records import Record
from exports.portable.words import as_html, as_moment
from exports.scope import Scope
from tests.exports.archives import downloaded
from tests.exports.portable_forms import AS, entries, expanded, items, value

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed", "inkwell", "private"),
    pytest.mark.promise("P32", "P33"),
]
LONG = "A sentence that goes on. " * 84_000
ODD = "Emoji 🧵 and </script><script>alert(1)</script> & “quotes”"
RTL = "كان المساء هادئا"


def run(statement: str, *values: object) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO inkwell")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def member(email: str, name: str) -> uuid.UUID:
    own = uuid.uuid4()
    run(
        "INSERT INTO members (id, username, email, email_verified_at, display_name, bio, avatar, residence, locale, timezone, joined_at) "
        "VALUES (%s, %s, %s, now(), %s, 'Writes.', %s, 'DE-BY', 'en', 'UTC', '2020-02-03 04:05+00')",
        own, name.lower(), email, name, f"members/{name}.png",
    )  # fmt: skip
    return own


def story(author: uuid.UUID, title: str, body: str, slug: str, tags: list[str]) -> uuid.UUID:
    own = uuid.uuid4()
    run(
        "INSERT INTO stories (id, author_id, slug, title, subtitle, body, tags, cover, published_at) "
        "VALUES (%s, %s, %s, %s, 'In short', %s, %s, %s, '2024-05-06 07:08:09+02')",
        own, author, slug, title, body, tags, f"covers/{own}.png",
    )  # fmt: skip
    return own


@pytest.fixture
def world(media):
    maya, tom = member("maya@example.org", "Maya"), member("tom@example.org", "Tom")
    (media / "members").mkdir(parents=True)
    (media / "members" / "Maya.png").write_bytes(b"picture of maya")
    stories = [
        story(maya, ODD, f"First.\n\n{ODD}", "odd", ["birds", "rain & snow"]),
        story(maya, "!?! …", RTL, "signs", []),
        story(maya, "Same", "One of two.", "same-1", []),
        story(maya, "Same", LONG, "same-2", []),
    ]
    theirs = story(tom, "Toms story", "Toms own words", "toms", ["tomstag"])
    run(
        "INSERT INTO drafts VALUES (%s, %s, 'Not yet', 'Half a thought', NULL, now(), now())",
        uuid.uuid4(),
        maya,
    )
    answer, reply = uuid.uuid4(), uuid.uuid4()
    run("INSERT INTO responses VALUES (%s, %s, NULL, %s, 'Toms answer', now())", answer, stories[0], tom)
    run(
        "INSERT INTO responses VALUES (%s, %s, %s, %s, 'Mayas reply', now())", reply, stories[0], answer, maya
    )
    run("INSERT INTO claps VALUES (%s, %s, 7, now()), (%s, %s, 41, now())", maya, theirs, tom, stories[0])
    run("INSERT INTO highlights (member_id, story_id, paragraph, letters, note, made_at) VALUES (%s, %s, 2, '[3,9)', 'Nicely said', now())", maya, theirs)  # fmt: skip
    run("INSERT INTO follows VALUES (%s, %s, now()), (%s, %s, now())", maya, tom, tom, maya)
    shelf = uuid.uuid4()
    run("INSERT INTO lists VALUES (%s, %s, 'Read later', 'For rain', false, now())", shelf, maya)
    run("INSERT INTO list_items VALUES (%s, %s, 2, NULL, now()), (%s, %s, 1, 'Again!', now())", shelf, theirs, shelf, stories[0])  # fmt: skip
    return {"maya": maya, "tom": tom, "stories": stories, "theirs": theirs, "answer": answer, "reply": reply}


def copy(person, jobs, *formats, twice=False):
    package = request_package(person.subject, actor=SYSTEM, scope=Scope(formats=formats))
    jobs.run(twice=twice)
    package.refresh_from_db()
    return downloaded(package)


def test_an_author_takes_everything_to_a_social_network(world, person, bystander, jobs):
    zipped = copy(person, jobs, "activitypub", twice=True)
    assert not [name for name in zipped.namelist() if name.startswith("posts/")]
    me = f"https://inkwell.example/members/{world['maya']}"
    actor = expanded(zipped, "activitypub/actor.json")
    assert (actor["@id"], value(actor, "name"), value(actor, "preferredUsername")) == (me, "Maya", "maya")
    assert value(actor, "url") == "https://inkwell.example/@maya"
    assert json.loads(zipped.read("activitypub/actor.json"))["outbox"] == "outbox.json"

    made = items(zipped, "activitypub/outbox.json")
    assert {one["@type"][0] for one in made} == {AS + "Create"}
    assert {value(one, "actor") for one in made} == {me}
    written = {one[AS + "object"][0]["@id"]: one[AS + "object"][0] for one in made}
    assert set(written) == {f"https://inkwell.example/p/{one}" for one in world["stories"]} | {
        f"https://inkwell.example/r/{world['reply']}"
    }
    odd, signs, _, long = (written[f"https://inkwell.example/p/{one}"] for one in world["stories"])
    assert (value(odd, "name"), value(odd, "url")) == (ODD, "https://inkwell.example/stories/odd")
    assert odd[AS + "published"][0] == {
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
        "@value": "2024-05-06T05:08:09+00:00",
    }
    assert "🧵" in value(odd, "content")
    assert "<script" not in value(odd, "content")
    assert [value(tag, "name") for tag in odd[AS + "tag"]] == ["#birds", "#rain & snow"]
    assert value(signs, "content") == f"<p>{RTL}</p>"
    assert len(value(long, "content")) > 2_000_000
    note = written[f"https://inkwell.example/r/{world['reply']}"]
    assert note["@type"] == [AS + "Note"]
    assert value(note, "inReplyTo") == f"https://inkwell.example/r/{world['answer']}"

    (like,) = items(zipped, "activitypub/likes.json")
    assert value(like, "object") == f"https://inkwell.example/p/{world['theirs']}"
    assert like["https://schema.org/userInteractionCount"][0]["@value"] == 7
    (mark,) = items(zipped, "activitypub/highlights.json")
    target = mark["http://www.w3.org/ns/oa#hasTarget"][0]
    assert value(target, "http://www.w3.org/ns/oa#hasSource") == value(like, "object")
    selector = target["http://www.w3.org/ns/oa#hasSelector"][0]
    assert value(selector, "http://www.w3.org/1999/02/22-rdf-syntax-ns#value") == "paragraph=2&letters=[3,9)"
    assert value(mark, "content") == "<p>Nicely said</p>"
    (follow,) = items(zipped, "activitypub/following.json")
    assert value(follow, "object") == f"https://inkwell.example/members/{world['tom']}"
    (draft,) = items(zipped, "activitypub/drafts.json")
    assert (value(draft, "name"), AS + "published" in draft) == ("Not yet", False)
    kept = items(zipped, "activitypub/lists/list-0001.json")
    assert [value(one, "object") for one in kept] == [
        f"https://inkwell.example/p/{one}" for one in (world["stories"][0], world["theirs"])
    ]
    assert {row["count"] for row in json.loads(zipped.read("data/platform/claps.json"))} == {7, 41}
    everything = b"".join(zipped.read(name) for name in zipped.namelist() if name.startswith("activitypub/"))
    assert b"Mayas reply" in everything
    assert b"Toms" not in everything
    assert b'"claps":41' not in everything
    assert "activitypub/actor.json" in zipped.read("README.html").decode()
    kinds = {m["name"]: m["media_type"] for s in json.loads(zipped.read("manifest.json"))["sections"] for m in s["members"]}  # fmt: skip
    assert kinds["activitypub/outbox.json"] == "application/activity+json"


def test_an_author_takes_a_blog_away(world, person, bystander, jobs):
    zipped = copy(person, jobs, "blog")
    assert zipped.testzip() is None
    posts = dict(entries(zipped, "posts/"))
    assert len(posts) == 6
    by_url = {}
    for name, found in posts.items():
        (post,) = (one for one in found["items"] if "h-entry" in one["type"])
        by_url[post["properties"].get("url", [name])[0]] = (name, post["properties"])
        assert "<script" not in zipped.read(name).decode()
    name, odd = by_url["https://inkwell.example/stories/odd"]
    assert name.startswith("posts/2024-05-06_Emoji-and-script-script-alert-1-script-quotes-")
    assert (odd["name"], odd["summary"]) == ([ODD], ["In short"])
    assert odd["content"][0]["value"].startswith("First.")
    assert odd["content"][0]["value"].endswith(ODD)
    assert odd["published"][0].startswith("2024-05-06T05:08:09+00")
    assert odd["category"] == ["birds", "rain & snow"]
    assert odd["author"][0]["properties"]["name"] == ["Maya"]
    assert by_url["https://inkwell.example/stories/signs"][0].startswith("posts/2024-05-06_untitled-")
    same = [by_url[f"https://inkwell.example/stories/same-{n}"] for n in (1, 2)]
    assert len({name for name, _ in same}) == 2
    assert all(name.startswith("posts/2024-05-06_Same-") for name, _ in same)
    assert len(same[1][1]["content"][0]["value"]) > 2_000_000
    (draft,) = (name for name in posts if name.startswith("posts/draft_Not-yet-"))
    assert "dt-published" not in zipped.read(draft).decode()
    reply = by_url[f"https://inkwell.example/r/{world['reply']}"][1]
    assert reply["in-reply-to"] == [f"https://inkwell.example/r/{world['answer']}"]

    ((_, profile),) = entries(zipped, "profile/")
    card = profile["items"][0]["properties"]
    assert (card["name"], card["nickname"], card["email"]) == (
        ["Maya"],
        ["maya"],
        ["mailto:maya@example.org"],
    )
    photo = card["photo"][0]
    assert zipped.read(str(photo["value"] if isinstance(photo, dict) else photo).removeprefix("../")) == b"picture of maya"  # fmt: skip
    ((name, claps),) = entries(zipped, "claps/")
    assert name == "claps/claps-0001.html"
    (clap,) = claps["items"]
    assert clap["properties"]["like-of"][0]["value"] == f"https://inkwell.example/p/{world['theirs']}"
    assert "+7 — " in zipped.read(name).decode()
    ((_, marks),) = entries(zipped, "highlights/")
    assert marks["items"][0]["properties"]["content"][0]["value"] == "Nicely said"
    ((_, follows),) = entries(zipped, "users-following/")
    assert follows["items"][0]["properties"]["url"] == [f"https://inkwell.example/members/{world['tom']}"]
    ((name, kept),) = entries(zipped, "lists/")
    assert name.startswith("lists/Read-later-")
    assert kept["items"][0]["properties"]["name"] == ["Read later"]
    assert zipped.read(name).decode().count('data-field="post"') == 2
    pages = [n for n in zipped.namelist() if n.split("/")[0] in ("posts", "profile", "claps", "highlights", "lists", "users-following")]  # fmt: skip
    everything = b"".join(zipped.read(name) for name in pages)
    assert b"Mayas reply" in everything
    assert b"Toms" not in everything
    assert b"+41" not in everything


def test_whoever_has_no_records_or_asked_for_none_gets_none(world, person, bystander, stranger, jobs):
    assert [n for n in copy(bystander, jobs, "blog").namelist() if n.startswith("posts/")]
    for zipped in (copy(stranger, jobs, "activitypub", "blog"), copy(person, jobs, "html")):
        assert not [n for n in zipped.namelist() if n.split("/")[0] in ("activitypub", "posts", "profile")]


def test_texts_and_moments_of_every_form():
    bad = '<p onclick="x()">Hi <a href="javascript:x()">you</a></p><script>x()</script><iframe src="//e"></iframe>'
    assert as_html(bad, "html") == '<p>Hi <a rel="noopener noreferrer">you</a></p>'
    assert as_html("**Hi** <script>x()</script>", "markdown").startswith(
        "<p><strong>Hi</strong> &lt;script&gt;"
    )
    assert as_html("a\nb\n\n\n<c>", "text") == "<p>a<br>b</p>\n<p>&lt;c&gt;</p>"
    assert as_moment("2024-05-06") == "2024-05-06T00:00:00+00:00"
    assert as_moment("2024-05-06T07:08:09+02:00") == "2024-05-06T07:08:09+02:00"
    assert as_moment("soon") == as_moment("") == ""
    table = current().store("platform").tables["stories"]
    row = {"id": "7", "title": "Wann?", "published_at": None}
    assert post_name(Record(table, table.record, row, "")).startswith("posts/undated_Wann-")
