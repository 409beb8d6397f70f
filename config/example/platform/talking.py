"""Rows of what members and the company tell each other: support, surveys, reports, measures and mail."""

import json
from collections.abc import Iterator
from datetime import timedelta

from config.example.platform import words
from config.example.platform.people import address
from config.example.platform.reference import SURVEYS
from config.example.platform.world import Row, Tables, World, after

TABLES = Tables()
AGENTS = ("Kit", "Marlow", "Odile")


@TABLES(
    "support_threads",
    "id member_id requester_name requester_email subject channel state labels opened_at closed_at",
)
def support_threads(world: World) -> Iterator[Row]:
    """Open questions, from members and from people who never had an account."""
    dice = world.dice("support_threads")
    number = 0
    for person in world.people:
        for _ in range(world.count(dice, person, 0.7, most=6)):
            number += 1
            opened = world.moment(dice, person, 700)
            world.made.setdefault("threads", []).append((number, person, opened))
            closed = world.later(opened, days=3) if dice.random() < 0.8 else None
            name, email = person.row["full_name"], person.row["email"]
            member = None if dice.random() < 0.15 and not person.full else person.id
            state = "closed" if closed else "open"
            yield (
                number,
                member,
                name,
                email,
                dice.choice(words.QUESTIONS),
                "form",
                state,
                ["billing"][: number % 2],
                opened,
                closed,
            )
    for _ in range(12):
        number += 1
        opened = world.anchor - timedelta(days=dice.randint(1, 300))
        world.made["threads"].append((number, None, opened))
        name = f"{dice.choice(words.GIVEN)} {dice.choice(words.FAMILY)}"
        yield (
            number,
            None,
            name,
            f"visitor{number}@elsewhere.example",
            dice.choice(words.QUESTIONS),
            "mail",
            "open",
            [],
            opened,
            None,
        )


@TABLES("support_messages", "thread_id from_requester agent_name body attachment sent_at")
def support_messages(world: World) -> Iterator[Row]:
    """Write the questions and their answers, some with a file."""
    dice = world.dice("support_messages")
    for number, person, opened in world.made["threads"]:
        for place in range(dice.randint(2, 5)):
            asked = place % 2 == 0
            greeting = f"I am {person.row['email']}. " if asked and person and place == 0 else ""
            body = greeting + " ".join(dice.sample(words.ASKED if asked else words.ANSWERED, 2))
            attached = place == 0 and person is not None and (person.full or dice.random() < 0.2)
            text = f"Log of thread {number}\n{person.row['email'] if person else ''}\n"
            file = world.save(f"attachments/{number}-{place}.txt", text.encode()) if attached else None
            yield (
                number,
                asked,
                None if asked else dice.choice(AGENTS),
                body,
                file,
                world.later(opened, hours=6 * place),
            )


@TABLES("survey_answers", "survey_id member_id answers remark answered_at")
def survey_answers(world: World) -> Iterator[Row]:
    """Answer surveys."""
    dice = world.dice("survey_answers")
    for survey in SURVEYS:
        for person in world.people:
            if world.has(dice, person, 0.2):
                answers = {"rating": dice.randint(1, 5), "why": words.sentence(dice)}
                remark = words.sentence(dice) if person.full or dice.random() < 0.3 else None
                yield survey, person.id, json.dumps(answers), remark, world.moment(dice, person, 400)


@TABLES(
    "abuse_reports",
    "id reporter_id reported_id response_id reason handled_by decision reported_at decided_at",
)
def abuse_reports(world: World) -> Iterator[Row]:
    """Report responses: Maya's is the first to be reported, and she is the next to report one."""
    dice = world.dice("abuse_reports")
    answers = world.made["responses"]
    cases = [
        next(answer for answer in answers if answer[1].full),
        *dice.choices(answers, k=len(world.people) // 10),
    ]
    for number, (response, author, story) in enumerate(cases, start=1):
        others = [person for person in world.people if person.busy > 0 and person is not author]
        reporter = dice.choice(others) if author.full or number > 2 else world.people[0]
        start = max(story.published_at, author.row["joined_at"], reporter.row["joined_at"])
        at = after(dice, start, world.anchor)
        decision = dice.choice(("removed", "nothing wrong", None))
        reason = dice.choice(("spam", "harassment", "impersonation", "copyright", "other"))
        handled = at if decision else None
        world.made.setdefault("reports", []).append((number, reporter))
        yield number, reporter.id, author.id, response, reason, dice.choice(AGENTS), decision, at, handled


@TABLES("report_details", "report_id words")
def report_details(world: World) -> Iterator[Row]:
    """Say more about a report, in the reporter's own words."""
    dice = world.dice("report_details")
    for number, reporter in world.made["reports"]:
        if world.has(dice, reporter, 0.8):
            yield number, f"This is not a response to the story. {words.sentence(dice)}"


@TABLES("account_measures", "member_id measure rule explanation decided_at lifted_at")
def account_measures(world: World) -> Iterator[Row]:
    """Note warnings, and why the suspended are suspended."""
    dice = world.dice("account_measures")
    for person in world.people:
        suspended = person.row["status"] == "suspended"
        if suspended or person.full or (person.busy > 0 and dice.random() < 0.03):
            measure = "suspended" if suspended else "warned"
            at = world.moment(dice, person, 300)
            lifted = None if suspended else world.later(at, days=30)
            yield person.id, measure, dice.choice(("spam", "harassment")), words.sentence(dice), at, lifted


@TABLES("mail_log", "member_id template sent_to sent_at opened_at opened_from links_clicked")
def mail_log(world: World) -> Iterator[Row]:
    """Note the mail that went out, and whether its picture was loaded."""
    dice = world.dice("mail_log")
    for person in world.people:
        for _ in range(world.count(dice, person, 10)):
            template = dice.choice(("digest", "digest", "receipt", "security", "newsletter", "survey"))
            sent = world.moment(dice, person, 365)
            opened = world.later(sent, minutes=dice.randint(1, 3000)) if dice.random() < 0.5 else None
            yield (
                person.id,
                template,
                person.row["email"],
                sent,
                opened,
                address(dice) if opened else None,
                dice.randint(0, 3) if opened else 0,
            )
