"""Rows that machines write: cookies, embeds, the server's log and the log of events."""

import json
from collections.abc import Iterator
from datetime import timedelta

from config.example.platform.people import address
from config.example.platform.world import Row, Tables, World, after, digest

TABLES = Tables()
KINDS = ("page", "page", "page", "link", "beacon", "paywall", "error")


@TABLES("cookie_ids", "cookie_id member_id choices local_storage do_not_track first_seen_at last_seen_at")
def cookie_ids(world: World) -> Iterator[Row]:
    """Recognise browsers, some before anybody signed in with them."""
    dice = world.dice("cookie_ids")
    for person in [*world.people, *[None] * 40]:
        if person is None or person.busy > 0:
            cookie = f"ck_{digest(dice.random()).hex()[:24]}"
            first = (
                world.moment(dice, person, 90)
                if person
                else world.anchor - timedelta(days=dice.randint(1, 60))
            )
            world.made.setdefault("cookies", []).append((cookie, person, first))
            choices = {"analytics": dice.random() < 0.5, "advertising": False}
            stored = {"language": person.row["locale"] if person else "en", "meter": dice.randint(0, 3)}
            last = after(dice, first, world.anchor)
            member = person.id if person else None
            yield cookie, member, json.dumps(choices), json.dumps(stored), dice.random() < 0.2, first, last


@TABLES("embed_loads", "member_id story_id host chosen loaded_at")
def embed_loads(world: World) -> Iterator[Row]:
    """Note which embedded content of others was loaded."""
    dice = world.dice("embed_loads")
    for person in world.people:
        for _ in range(world.count(dice, person, 2)):
            story = dice.choice(world.stories)
            yield (
                person.id,
                story.id,
                dice.choice(("video.example", "maps.example")),
                dice.random() < 0.9,
                world.moment(dice, person, 90),
            )


@TABLES("server_log", "at member_id ip method path status milliseconds referrer user_agent")
def server_log(world: World) -> Iterator[Row]:
    """Log thirty days of requests, signed in or not."""
    dice = world.dice("server_log")
    for person in [*world.people, *[None] * (len(world.people) // 2)]:
        ip = address(dice)
        for _ in range(world.count(dice, person, 35) if person else dice.randint(5, 40)):
            at = (
                world.moment(dice, person, 30)
                if person
                else world.anchor - timedelta(minutes=dice.randrange(30 * 1440))
            )
            path = (
                f"/s/{dice.choice(world.stories).id}"
                if dice.random() < 0.7
                else dice.choice(("/", "/me/lists", "/search", "/topics/food"))
            )
            status = dice.choice((200,) * 12 + (304, 404, 500))
            referrer = dice.choice((None, "https://search.example/", "https://bird.example/"))
            agent = f"Mozilla/5.0 (sample; build {dice.randint(1, 400)})"
            yield (
                at,
                person.id if person else None,
                ip,
                "GET",
                path,
                status,
                round(dice.uniform(2, 900), 3),
                referrer,
                agent,
            )


@TABLES("event_log", "at kind member_id device_id cookie_id payload")
def event_log(world: World) -> Iterator[Row]:
    """Log ninety days of events, known by account, by device or only by cookie."""
    dice = world.dice("event_log")
    devices = {owner.id: device for device, owner in world.made["devices"]}
    for cookie, person, first in world.made["cookies"]:
        for _ in range(world.count(dice, person, 30) if person else dice.randint(3, 20)):
            at = after(dice, first, world.anchor)
            kind = dice.choice(KINDS)
            payload: dict[str, object] = {
                "story": str(dice.choice(world.stories).id),
                "ms": dice.randint(1, 90_000),
            }
            if kind == "link":
                payload["to"] = f"https://elsewhere.example/{dice.randrange(1000)}"
            if kind == "error" and person:
                payload["account"] = {"email": person.row["email"], "name": person.row["full_name"]}
            by = dice.random()
            member = person.id if person and by < 0.7 else None
            device = devices.get(person.id) if person and by < 0.85 else None
            yield (
                at,
                kind,
                member,
                device,
                cookie if by > 0.5 or device is None else None,
                json.dumps(payload),
            )
