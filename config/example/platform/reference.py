"""Rows of the house's own tables: plans, topics, surveys, notices and totals. None is about a person."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from config.example.platform import words
from config.example.platform.world import Row, Tables, World

TABLES = Tables()
PLANS = {"monthly": (Decimal("5.00"), "1 mon"), "yearly": (Decimal("50.00"), "1 year"), "gift-year": (Decimal("50.00"), "1 year"),
         "patron": (Decimal("15.00"), "1 mon")}  # fmt: skip
SURVEYS = {1: "How was your first month?", 2: "Reading at night", 3: "Why did you leave?"}


def topic_ids() -> dict[str, int]:
    """Return the number of every topic by its slug, parents first."""
    slugs = [slug for slug, _ in words.TOPICS] + [child for _, children in words.TOPICS for child in children]
    return {slug: number for number, slug in enumerate(slugs, start=1)}


@TABLES("plans", "id name price currency billed_every benefits")
def plans(world: World) -> Iterator[Row]:
    """List what can be bought."""
    for key, (price, interval) in PLANS.items():
        yield key, key.replace("-", " ").title(), price, "USD", interval, ["All stories", "Listen offline"]


@TABLES("topics", "id parent_id slug name curated")
def topics(world: World) -> Iterator[Row]:
    """List what stories are about, in two levels."""
    ids = topic_ids()
    parents = {child: ids[slug] for slug, children in words.TOPICS for child in children}
    for slug, number in ids.items():
        yield number, parents.get(slug), slug, slug.title(), slug not in parents


@TABLES("surveys", "id title questions opened_on closed_on")
def surveys(world: World) -> Iterator[Row]:
    """List the surveys, the last of them still open."""
    for number, title in SURVEYS.items():
        questions = [{"key": "rating", "type": "scale", "to": 5}, {"key": "why", "type": "text"}]
        opened = world.anchor.date() - timedelta(days=600 - 180 * number)
        yield (
            number,
            title,
            json.dumps(questions),
            opened,
            opened + timedelta(days=90) if number < 3 else None,
        )


@TABLES("site_notices", "id locale words shown_from shown_until")
def site_notices(world: World) -> Iterator[Row]:
    """List what stood at the top of every page."""
    for number in range(1, 7):
        begun = world.anchor - timedelta(days=90 * number)
        yield (
            number,
            ("en", "de")[number % 2],
            "The reading room closes early today.",
            begun,
            begun + timedelta(days=2),
        )


@TABLES("daily_totals", "day topic_id reads claps")
def daily_totals(world: World) -> Iterator[Row]:
    """Count reads and claps by day and topic, over everybody."""
    dice = world.dice("daily_totals")
    for back in range(1, 31):
        for topic in topic_ids().values():
            yield (
                world.anchor.date() - timedelta(days=back),
                topic,
                dice.randint(200, 9000),
                dice.randint(50, 4000),
            )


@TABLES("reserved_usernames", "username reason")
def reserved_usernames(world: World) -> Iterator[Row]:
    """List names that nobody may take."""
    for name in ("about", "admin", "billing", "help", "inkwell", "privacy", "security", "support"):
        yield name, "used in an address of the site"
