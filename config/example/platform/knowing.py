"""Rows of what the platform works out about members, and of what analysts abroad tell it."""

import json
from collections.abc import Iterator

from config.example.platform.people import address
from config.example.platform.reference import topic_ids
from config.example.platform.world import Row, Tables, World

TABLES = Tables()
PLACES = {"US": ("Illinois", "Springfield"), "DE": ("Bayern", "Nürnberg"), "GB": ("England", "Hull"), "CH": ("Zürich", "Zürich"),
          "FR": ("Bretagne", "Brest"), "IN": ("Kerala", "Kochi"), "JP": ("Hokkaidō", "Otaru"), "NG": ("Lagos", "Lagos"),
          "BR": ("Bahia", "Salvador"), "PL": ("Pomorze", "Gdynia"), "IE": ("Munster", "Cork"), "CA": ("Ontario", "Kingston"),
          "EG": ("Alexandria", "Alexandria")}  # fmt: skip


@TABLES("inferred_interests", "member_id topic_id score because model computed_at")
def inferred_interests(world: World) -> Iterator[Row]:
    """Guess what they like from what they read."""
    dice = world.dice("inferred_interests")
    ids = list(topic_ids().values())
    for person in world.people:
        for topic in dice.sample(ids, world.count(dice, person, 4, most=len(ids))):
            because = {"stories_read": dice.randint(2, 60), "claps": dice.randint(0, 20), "window_days": 90}
            yield (
                person.id,
                topic,
                round(dice.random(), 4),
                json.dumps(because),
                "taste-7",
                world.moment(dice, person, 60),
            )


@TABLES("inferred_locations", "member_id from_ip country region city confidence seen_during computed_at")
def inferred_locations(world: World) -> Iterator[Row]:
    """Guess where they are from the address they come from, not always rightly."""
    dice = world.dice("inferred_locations")
    for person in world.people:
        for _ in range(world.count(dice, person, 1.5, most=5)):
            country = person.row["residence"][:2] if dice.random() < 0.8 else dice.choice(list(PLACES))
            region, city = PLACES[country]
            start = world.moment(dice, person, 120)
            until = world.later(start, days=7)
            seen = f"[{start.isoformat()},{until.isoformat()})"
            guess = round(dice.uniform(0.3, 0.99), 3)
            yield (
                person.id,
                address(dice),
                country,
                region,
                city if guess > 0.6 else None,
                guess,
                seen,
                until,
            )


@TABLES("audience_segments", "member_id vendor segments scores received_at")
def audience_segments(world: World) -> Iterator[Row]:
    """Take over the groups that an analytics company puts people into."""
    dice = world.dice("audience_segments")
    groups = ("commuter", "night reader", "gift giver", "lapsing", "early adopter")
    for person in world.people:
        if world.has(dice, person, 0.4):
            segments = sorted(dice.sample(groups, dice.randint(1, 3)))
            scores = {name: round(dice.random(), 2) for name in segments}
            yield person.id, "Meridian Metrics", segments, json.dumps(scores), world.moment(dice, person, 200)
