"""Rows of the account: the profile, choices and consents, sign-in providers, devices and sessions."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from config.example.platform import words
from config.example.platform.people import address
from config.example.platform.world import Person, Row, Tables, World, digest, new_id

TABLES = Tables()
MEMBER = (
    "id number username email email_verified_at phone phone_verified_at full_name display_name pronouns bio website avatar "
    "birthday residence locale timezone status interests settings password_hash totp_secret signed_up_from came_from "
    "invited_by joined_at last_seen_at"
)
PROVIDERS = ("apple", "facebook", "google", "twitter")
MODELS = (("Larkphone 4", "Larkos", "14.2"), ("Plum P12", "Robot", "15"), ("Slate Air", "Larkos", "13.6"),
          ("Tower PC", "Windows", "11"), ("Folding 3", "Robot", "14"), ("Oatbook", "Linux", "6.12"))  # fmt: skip
NETWORKS = ("Bluebell Mobile", "Funknetz", "Réseau Clair", None, None)
BROWSERS = ("Firefox 148", "Chromium 150", "Safari 26", "Inkwell app 8.4")


@TABLES("members", MEMBER)
def members(world: World) -> Iterator[Row]:
    """Store the profiles."""
    for person in world.people:
        yield tuple(
            json.dumps(person.row[name]) if name == "settings" else person.row[name]
            for name in MEMBER.split()
        )


@TABLES("former_usernames", "member_id username used_until")
def former_usernames(world: World) -> Iterator[Row]:
    """Remember what some were called before."""
    dice = world.dice("former_usernames")
    for person in world.people:
        if world.has(dice, person, 0.12):
            yield person.id, f"{person.row['username'][:40]}.old", world.moment(dice, person)


@TABLES("business_details", "member_id company role work_email vat_id address")
def business_details(world: World) -> Iterator[Row]:
    """Store the firm of those who write or pay for one."""
    dice = world.dice("business_details")
    for person in world.people:
        if world.has(dice, person, 0.12):
            number = person.row["number"]
            company = f"{dice.choice(words.FAMILY)} & {dice.choice(words.FAMILY)} {dice.choice(('Ltd', 'GmbH', 'LLC', 'Studio'))}"
            role = dice.choice(("editor", "owner", "press office", None))
            lines = [f"{dice.randint(1, 200)} Sample Row", f"{dice.randint(10000, 99999)} Exampleton"]
            yield person.id, company, role, f"desk{number}@firm.example", f"XX{number:09d}", lines


@TABLES("message_choices", "member_id topic channel wanted changed_at")
def message_choices(world: World) -> Iterator[Row]:
    """Store which messages they want where."""
    dice = world.dice("message_choices")
    for person in world.people:
        if person.busy > 0:
            for topic in ("digest", "newsletters", "activity", "surveys", "offers"):
                for channel in ("mail", "push") if topic == "activity" else ("mail",):
                    yield person.id, topic, channel, dice.random() < 0.6, world.moment(dice, person)


@TABLES("consent_records", "member_id purpose given words_version at")
def consent_records(world: World) -> Iterator[Row]:
    """Keep the proof of what was agreed to and what was refused."""
    dice = world.dice("consent_records")
    for person in world.people:
        if person.busy > 0:
            for purpose in ("newsletters", "analytics-cookies", "push")[
                : 3 if person.full else dice.randint(1, 3)
            ]:
                at = world.moment(dice, person)
                yield person.id, purpose, True, "2023-02", at
                if dice.random() < 0.2:
                    yield (
                        person.id,
                        purpose,
                        False,
                        "2023-02",
                        world.later(at, days=dice.randint(1, 90)),
                    )


@TABLES(
    "connected_accounts",
    "id member_id provider provider_uid profile scopes access_token connected_at refreshed_at",
)
def connected_accounts(world: World) -> Iterator[Row]:
    """Store the accounts elsewhere that they sign in with, and what each brought."""
    dice = world.dice("connected_accounts")
    number = 0
    for person in world.people:
        providers = dice.sample(PROVIDERS, dice.choice((1, 1, 2)))
        if not world.has(dice, person, 0.35):
            continue
        for provider in PROVIDERS if person.full else providers:
            number += 1
            world.made.setdefault("connected_accounts", []).append((number, person, provider))
            at = world.moment(dice, person)
            uid = f"{provider}|{dice.getrandbits(64)}"
            scopes = ["profile", "email"] + ([] if provider == "apple" else ["friends"])
            token = f"tok_{digest(provider, person.id).hex()}"
            profile = json.dumps(_brought(person, provider), ensure_ascii=False)
            yield number, person.id, provider, uid, profile, scopes, token, at, world.later(at, hours=1)


@TABLES("social_contacts", "account_id contact_uid contact_name contact_email matched_member_id synced_at")
def social_contacts(world: World) -> Iterator[Row]:
    """Store the contact lists that came along: mostly people without an account, some who have one."""
    dice = world.dice("social_contacts")
    for number, person, provider in world.made["connected_accounts"]:
        if provider == "apple":
            continue
        for place in range(world.count(dice, person, 8, most=40)):
            other = dice.choice(world.people)
            known = other is not person and other.row["full_name"] is not None and dice.random() < 0.15
            given, family = dice.choice(words.GIVEN), dice.choice(words.FAMILY)
            name = other.row["full_name"] if known else f"{given} {family}"
            email = (
                other.row["email"]
                if known
                else f"{given}.{family}.{number}.{place}@elsewhere.example".lower().replace("ü", "ue")
            )
            uid = f"{provider}|{number}|{place}"
            yield (
                number,
                uid,
                name,
                email if known or dice.random() < 0.6 else None,
                other.id if known else None,
                world.moment(dice, person),
            )


@TABLES(
    "devices",
    "id member_id hardware_model system system_version app_version mobile_network advertising_id push_token push_allowed "
    "first_seen_at last_seen_at",
)
def devices(world: World) -> Iterator[Row]:
    """Store the machines they use."""
    dice = world.dice("devices")
    for person in world.people:
        for _ in range(world.count(dice, person, 2, most=5)):
            own = new_id(dice)
            world.made.setdefault("devices", []).append((own, person))
            model, system, version = dice.choice(MODELS)
            mobile = model not in {"Tower PC", "Oatbook"}
            push = mobile and dice.random() < 0.5
            first = world.moment(dice, person)
            yield (
                own, person.id, model, system, version, "8.4.1" if mobile else None, dice.choice(NETWORKS) if mobile else None,
                new_id(dice) if mobile else None, f"push:{digest(own).hex()}" if push else None, push, first, _later(dice, first, world),
            )  # fmt: skip


@TABLES("sessions", "id member_id device_id ip user_agent browser token_hash began_at last_used_at ended_at")
def sessions(world: World) -> Iterator[Row]:
    """Store the sessions, on known and unknown machines."""
    dice = world.dice("sessions")
    for person in world.people:
        own = [device for device, owner in world.made["devices"] if owner is person]
        for _ in range(world.count(dice, person, 4, most=40)):
            began = world.moment(dice, person, days=365)
            last = _later(dice, began, world)
            browser = dice.choice(BROWSERS)
            agent = f"Mozilla/5.0 (sample; rv:{dice.randint(100, 150)}) {browser.replace(' ', '/')}"
            device = dice.choice(own) if own and dice.random() < 0.8 else None
            token = digest("session", began, person.id)
            ended = last if dice.random() < 0.6 else None
            yield new_id(dice), person.id, device, address(dice), agent, browser, token, began, last, ended


@TABLES("security_events", "member_id email_tried kind ip at")
def security_events(world: World) -> Iterator[Row]:
    """Note what matters for the safety of accounts, also tries with addresses that nobody has."""
    dice = world.dice("security_events")
    for person in world.people:
        for _ in range(world.count(dice, person, 2)):
            kind = dice.choice(("signed-in", "wrong-code", "password-changed", "new-device"))
            email = person.row["email"] if kind == "wrong-code" else None
            yield person.id, email, kind, address(dice), world.moment(dice, person, days=90)
    for number in range(25):
        at = world.anchor - timedelta(hours=dice.randint(1, 90 * 24))
        yield None, f"guess{number}@elsewhere.example", "wrong-code", address(dice), at


def _brought(person: Person, provider: str) -> dict[str, object]:
    row = person.row
    born = row["birthday"].isoformat() if row["birthday"] and provider == "facebook" else None
    picture = None if provider == "apple" else f"https://pictures.{provider}.example/{row['number']}.jpg"
    return {
        "name": row["full_name"] or row["username"],
        "email": row["email"],
        "picture": picture,
        "birthday": born,
    }


def _later(dice: Random, moment: datetime, world: World) -> datetime:
    return world.later(moment, seconds=dice.randrange(60, 86400 * 14))
