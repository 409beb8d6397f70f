"""Rows about money and about people who were given or shown something: memberships, gifts, charges, payouts, friends."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from config.example.platform import words
from config.example.platform.reference import PLANS
from config.example.platform.world import Person, Row, Tables, World, digest, midnight, new_id

TABLES = Tables()
TAXED = {"DE", "FR", "IE", "PL"}
CENT = Decimal("0.01")


@TABLES(
    "memberships",
    "id member_id plan_id state price currency processor_customer leaving_reason began_on renews_on ended_on",
)
def memberships(world: World) -> Iterator[Row]:
    """Sell memberships; some have ended."""
    dice = world.dice("memberships")
    for person in world.people:
        if not world.has(dice, person, 0.45):
            continue
        own, plan = new_id(dice), dice.choice(("monthly", "monthly", "yearly", "patron"))
        began = world.moment(dice, person).date()
        state = (
            "active"
            if person.full
            else dice.choice(("trial", "active", "active", "active", "cancelled", "lapsed"))
        )
        today = world.anchor.date()
        ended = (
            min(began + timedelta(days=dice.randint(20, 400)), today)
            if state in {"cancelled", "lapsed"}
            else None
        )
        price = PLANS[plan][0]
        world.made.setdefault("memberships", []).append((own, person, plan, state, began, ended))
        reason = words.sentence(dice) if state == "cancelled" and dice.random() < 0.6 else None
        renews = None if ended else today + timedelta(days=dice.randint(1, 30))
        yield (
            own,
            person.id,
            plan,
            state,
            price,
            "USD",
            f"cus_{digest(own).hex()[:14]}",
            reason,
            began,
            renews,
            ended,
        )


@TABLES(
    "gift_recipients", "id giver_id plan_id recipient_name recipient_email message deliver_on redeemed_at"
)
def gift_recipients(world: World) -> Iterator[Row]:
    """Give memberships to people who mostly have no account."""
    dice = world.dice("gift_recipients")
    for person in world.people:
        for _ in range(2 if person.full else world.has(dice, person, 0.08)):
            own, bought = new_id(dice), world.moment(dice, person)
            world.made.setdefault("gifts", []).append((own, person, bought))
            given, family = dice.choice(words.GIVEN), dice.choice(words.FAMILY)
            other = dice.choice(world.people)
            known = other is not person and dice.random() < 0.2
            email = other.row["email"] if known else f"{given}.{own.hex[:6]}@gifted.example".lower()
            redeemed = world.later(bought, days=2) if dice.random() < 0.6 else None
            yield (
                own,
                person.id,
                "gift-year",
                f"{given} {family}",
                email,
                words.sentence(dice),
                bought.date(),
                redeemed,
            )


@TABLES(
    "charges",
    "id membership_id payer_id invoice_number state amount tax currency tax_country description receipt_name receipt_email "
    "processor_reference charged_at",
)
def charges(world: World) -> Iterator[Row]:
    """Charge memberships month by month or year by year, and gifts once."""
    dice = world.dice("charges")
    for number, (membership, person, plan, at) in enumerate(_sold(world), start=1):
        row, key = person.row, new_id(dice)
        amount = PLANS[plan][0]
        country = row["residence"][:2]
        payer = person.id if membership is None or at > world.anchor - timedelta(days=400) else None
        tax = (amount * Decimal("0.16")).quantize(CENT) if country in TAXED else Decimal(0)
        state = dice.choice(("paid",) * 18 + ("refunded", "failed"))
        reference = f"ch_{digest(key).hex()[:18]}"
        yield (
            key, membership, payer, f"INK-{number:07d}", state, amount, tax, "USD", country, f"Membership, {plan}",
            row["full_name"], row["email"], reference, at,
        )  # fmt: skip


def _sold(world: World) -> Iterator[tuple[UUID | None, Person, str, datetime]]:
    """Go through what was charged: at most three years of every membership, and each gift."""
    for own, person, plan, state, began, ended in world.made["memberships"]:
        step = 365 if plan == "yearly" else 30
        days = 0 if state == "trial" else max(((ended or world.anchor.date()) - began).days, 1)
        for back in list(range(0, days, step))[-36:]:
            yield own, person, plan, midnight(began + timedelta(days=back))
    for _, person, bought in world.made["gifts"]:
        yield None, person, "gift-year", bought


@TABLES("payouts", "id member_id month amount currency payee_name tax_form accountant_reference paid_at")
def payouts(world: World) -> Iterator[Row]:
    """Pay writers what members' reading earned, as the accountants abroad work it out."""
    dice = world.dice("payouts")
    for person in {story.author.id: story.author for story in world.stories}.values():
        if world.has(dice, person, 0.25):
            for back in range(dice.randint(1, 12)):
                month = (world.anchor.date().replace(day=1) - timedelta(days=28 * back)).replace(day=1)
                own = new_id(dice)
                amount = Decimal(dice.randrange(100, 90_000)) / 100
                form = "W-9" if person.row["residence"].startswith("US") else "W-8BEN"
                name = person.row["full_name"] or person.row["username"]
                paid = world.later(midnight(month), days=12) if back else None
                yield own, person.id, month, amount, "USD", name, form, f"LEDGER-{own.hex[:10]}", paid


@TABLES("referrals", "referrer_id friend_name friend_email joined_as reward sent_at")
def referrals(world: World) -> Iterator[Row]:
    """Invite friends; a few of them joined."""
    dice = world.dice("referrals")
    for person in world.people:
        for place in range(world.count(dice, person, 0.8, most=8)):
            other = dice.choice(world.people)
            joined = other is not person and other.busy > 0 and dice.random() < 0.2
            name = other.row["full_name"] if joined else dice.choice(words.GIVEN)
            email = (
                other.row["email"] if joined else f"friend.{person.row['number']}.{place}@elsewhere.example"
            )
            yield (
                person.id,
                name,
                email,
                other.id if joined else None,
                Decimal(5 if joined else 0),
                world.moment(dice, person),
            )


@TABLES("newsletter_readers", "publication_id email name joined_at left_at")
def newsletter_readers(world: World) -> Iterator[Row]:
    """Let members and others read a publication by mail."""
    dice = world.dice("newsletter_readers")
    for publication, owner in world.made["publications"]:
        readers = {f"subscriber{dice.randrange(10**7)}@elsewhere.example": None for _ in range(8)}
        readers |= {
            person.row["email"]: person.row["full_name"]
            for person in dice.sample(world.people, 4)
            if person.busy > 0
        }
        readers |= {person.row["email"]: person.row["full_name"] for person in world.people if person.full}
        for email, name in readers.items():
            joined = world.moment(dice, owner)
            yield (
                publication,
                email,
                name,
                joined,
                world.later(joined, days=30) if dice.random() < 0.2 else None,
            )
