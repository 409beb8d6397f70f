"""The members: the named ones of the trial, the difficult ones, and the many."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

import factory

from config.example.demo import DEMO_PEOPLE, DemoPerson
from config.example.platform import pictures, words
from config.example.platform.world import SEED, Media, Person, digest, new_id

TIMEZONES = {"US": "America/Chicago", "DE": "Europe/Berlin", "GB": "Europe/London", "CH": "Europe/Zurich",
             "FR": "Europe/Paris", "IN": "Asia/Kolkata", "JP": "Asia/Tokyo", "NG": "Africa/Lagos", "BR": "America/Sao_Paulo",
             "PL": "Europe/Warsaw", "IE": "Europe/Dublin", "CA": "America/Toronto", "EG": "Africa/Cairo"}  # fmt: skip
LOCALES = {"DE": "de", "CH": "de", "FR": "fr", "JP": "ja", "EG": "ar", "BR": "pt-br", "PL": "pl"}
RESIDENCES = ("US-CA", "US-CA", "US-CA", "US-NY", "US-TX", "US-VT", "DE-BY", "DE-BY", "DE-BE", "DE-HH", "FR", "FR", "GB",
              "GB", "CH", "CH", "IE", "PL", "IN", "IN", "JP", "NG", "BR", "CA", "EG")  # fmt: skip

# Names and addresses that have broken somebody's export before.
DIFFICULT: tuple[dict[str, Any], ...] = (
    {
        "full_name": "Wilhelmina-Alexandra " + "von und zu Hohenaltenburg-Sonnenschein " * 6 + "III",
        "username": "w" * 60,
    },
    {
        "full_name": "Saoirse O'Brien-D'Angelo \"Sea\"",
        "bio": "She said \"it's fine\"; it wasn't.\n\tNew line, tab.\r\n",
    },
    {"display_name": "🦉📚 Night Owl 👩🏽\u200d💻", "bio": "🇨🇭 ✍️ \u200d family: 👨\u200d👩\u200d👧\u200d👦"},
    {"full_name": "עדי לוי־ברק", "display_name": "\u202bעדי\u202c", "locale": "he"},  # noqa: RUF001
    {
        "full_name": None,
        "display_name": None,
        "bio": None,
        "avatar": None,
        "website": None,
        "birthday": None,
        "phone": None,
    },
    {"email": "LOUD.READER@SHOUT.EXAMPLE", "display_name": "LOUD"},
    {"email": "first.last+news@sub.mail.example", "email_verified_at": None},
    {
        "full_name": "Robert'); DROP TABLE members;--",
        "display_name": "<b>Bold</b> & <script>alert(1)</script>",
    },
    {"display_name": "%s {0} {{x}} \\N \\\\ $1", "username": "null", "bio": "NULL"},
    {"full_name": "Zoë Åström", "display_name": "Zoe\u0308 A\u030astro\u0308m"},
    {"display_name": "   ", "full_name": "田中 さくら", "locale": "ja", "residence": "JP"},
    {"display_name": "=cmd|' /C calc'!A1", "full_name": "+1 for spreadsheets", "username": "0"},
    {"status": "suspended", "display_name": "Gone for now"},
    {"status": "suspended", "display_name": "Gone too", "residence": "US-CA"},
)


FEWEST = 2 * (len(DEMO_PEOPLE) + len(DIFFICULT))


class MemberRow(factory.DictFactory):
    """A row of the members table; the dice come from outside, so that the same dice make the same row."""

    class Params:
        dice: Random = Random(0)  # noqa: S311
        anchor: datetime | None = None
        place = 0
        given = factory.LazyAttribute(lambda o: o.dice.choice(words.GIVEN))
        family = factory.LazyAttribute(lambda o: o.dice.choice(words.FAMILY))

    id = factory.LazyAttribute(lambda o: new_id(o.dice))
    number = factory.LazyAttribute(lambda o: 10_000 + o.place * 7)
    full_name = factory.LazyAttribute(lambda o: f"{o.given} {o.family}")
    username = factory.LazyAttribute(lambda o: f"{o.given}-{o.family}-{o.place:04d}".lower())
    email = factory.LazyAttribute(
        lambda o: f"{o.given}.{o.family}.{o.place}@post.example".lower().replace("ü", "ue")
    )
    residence = factory.LazyAttribute(lambda o: o.dice.choice(RESIDENCES))
    locale = factory.LazyAttribute(lambda o: LOCALES.get(o.residence[:2], "en"))
    timezone = factory.LazyAttribute(lambda o: TIMEZONES[o.residence[:2]])
    joined_at = factory.LazyAttribute(
        lambda o: o.anchor - timedelta(days=o.dice.randint(40, 2400), seconds=o.dice.randrange(86400))
    )
    email_verified_at = factory.LazyAttribute(
        lambda o: o.joined_at + timedelta(minutes=o.dice.randint(1, 90)) if o.dice.random() < 0.94 else None
    )
    phone = factory.LazyAttribute(lambda o: f"+1 555 01{o.place:05d}" if o.dice.random() < 0.3 else None)
    phone_verified_at = factory.LazyAttribute(
        lambda o: o.joined_at + timedelta(days=1) if o.phone and o.dice.random() < 0.5 else None
    )
    display_name = factory.LazyAttribute(
        lambda o: o.given if o.dice.random() < 0.7 else f"{o.given} {o.family[0]}."
    )
    pronouns = factory.LazyAttribute(lambda o: o.dice.choice((None, None, "she/her", "he/him", "they/them")))
    bio = factory.LazyAttribute(lambda o: words.prose(o.dice, 2) if o.dice.random() < 0.7 else None)
    website = factory.LazyAttribute(
        lambda o: f"https://{o.family.lower()}{o.place}.example/" if o.dice.random() < 0.3 else None
    )
    birthday = factory.LazyAttribute(
        lambda o: (
            o.anchor.date() - timedelta(days=o.dice.randint(18 * 366, 80 * 365))
            if o.dice.random() < 0.4
            else None
        )
    )
    status = "active"
    interests = factory.LazyAttribute(
        lambda o: sorted(o.dice.sample([slug for slug, _ in words.TOPICS], o.dice.randint(0, 3)))
    )
    settings = factory.LazyAttribute(
        lambda o: {
            "theme": o.dice.choice(("light", "dark", "system")),
            "digest_hour": o.dice.randint(6, 9),
            "reader": {"size": o.dice.randint(16, 22)},
        }
    )
    password_hash = factory.LazyAttribute(
        lambda o: f"argon2${digest('password', o.id).hex()}" if o.dice.random() < 0.5 else None
    )
    totp_secret = factory.LazyAttribute(
        lambda o: digest("totp", o.id)[:20] if o.dice.random() < 0.1 else None
    )
    signed_up_from = factory.LazyAttribute(lambda o: address(o.dice))
    came_from = factory.LazyAttribute(
        lambda o: o.dice.choice((None, "https://search.example/", "https://bird.example/", "a friend"))
    )
    last_seen_at = factory.LazyAttribute(
        lambda o: o.anchor - timedelta(days=o.dice.randint(0, 30), seconds=o.dice.randrange(86400))
    )
    invited_by = None
    avatar = None


def make_people(number: int, anchor: datetime, media: Media) -> list[Person]:
    """Return that many members: first the named, then the difficult, then the many."""
    people = [_demo(demo, place, anchor) for place, demo in enumerate(DEMO_PEOPLE)]
    for place in range(len(people), number):
        dice = _dice(place)
        hard = place - len(DEMO_PEOPLE)
        given = DIFFICULT[hard] if hard < len(DIFFICULT) else {}
        busy = 0.0 if place % 97 == 96 else dice.choice((0.3, 0.6, 1.0, 1.0, 1.8))
        people.append(Person(_row(dice=dice, anchor=anchor, place=place, **given), busy))
    for place, person in enumerate(people):
        _finish(person, people[:place], media)
    return people


def address(dice: Random) -> str:
    """Return an address of a network set aside for documents: these reach nobody."""
    if dice.random() < 0.25:
        return f"2001:db8:{dice.randrange(65536):x}:{dice.randrange(65536):x}::{dice.randrange(1, 65536):x}"
    return f"{dice.choice(('192.0.2', '198.51.100', '203.0.113'))}.{dice.randrange(1, 255)}"


def _demo(demo: DemoPerson, place: int, anchor: datetime) -> Person:
    joined = anchor - timedelta(days=900 + 40 * place)
    row = _row(
        dice=_dice(place), anchor=anchor, place=place, email=demo.email, residence=demo.residence, full_name=demo.name,
        display_name=demo.name.split()[0], username=demo.email.split("@")[0], joined_at=joined,
        email_verified_at=joined + timedelta(minutes=4), status="suspended" if demo.key == "viktor" else "active",
    )  # fmt: skip
    if demo.key == "maya":
        row |= {"phone": "+44 7700 900123", "phone_verified_at": joined + timedelta(days=2), "pronouns": "she/her",
                "bio": "Essays about harbours, bread and old instruments.", "website": "https://okafor.example/",
                "birthday": anchor.date() - timedelta(days=12_345), "interests": ["food", "nature", "writing"],
                "password_hash": f"argon2${digest('maya').hex()}", "totp_secret": digest("maya", "totp")[:20],
                "came_from": "https://search.example/"}  # fmt: skip
    return Person(row, {"sam": 0.0, "amina": 2.0}.get(demo.key, 1.2), demo.key)


def _row(**given: Any) -> dict[str, Any]:
    return dict(MemberRow(**given))


def _finish(person: Person, earlier: list[Person], media: Media) -> None:
    dice, row = _dice(f"face:{person.id}"), person.row
    if person.full or (person.busy > 0 and row["full_name"] and dice.random() < 0.8):
        row["avatar"] = media.save(f"avatars/{row['id'].hex[:2]}/{row['id']}.png", pictures.avatar(dice))
    if earlier and person.busy > 0 and dice.random() < 0.2:
        inviter = dice.choice(earlier)
        if inviter.busy > 0 and inviter.row["joined_at"] < row["joined_at"]:
            row["invited_by"] = inviter.id


def _dice(name: object) -> Random:
    return Random(f"{SEED}:person:{name}")  # noqa: S311
