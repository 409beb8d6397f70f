"""The page of promises: whole, honest about what is missing, and telling of nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.clock import now
from accounts.datamap.current import current
from accounts.mail import BY_SENDER, templates
from dsr.models import DataSubjectRequest
from dsr.promises import counts, report
from dsr.promises.evidence import Found, holdings, queries
from dsr.promises.evidence.requests import rights_in_time
from dsr.promises.promise import IDS, Status
from dsr.promises.register import promises
from tests.dsr.asking import ask

pytestmark = pytest.mark.usefixtures("frozen", "jobs")


def text_of(client):
    return client.get(reverse("dsr:promises")).content.decode()


def test_every_promise_has_its_place_and_says_how_it_stands(client, db):
    page = text_of(client)
    for promise in promises():
        assert f'<article class="record promise" id="{promise.id}"' in page
    kept = sum(promise.status is Status.KEPT for promise in promises())
    assert f"<dt>kept</dt><dd>{kept}</dd>" in page
    assert not client.cookies


def test_what_nothing_carries_out_is_said_plainly(client, db):
    page = text_of(client)
    missing = [promise for promise in promises() if promise.status is Status.NOT_YET]
    assert missing
    assert page.count("Nothing in this portal carries this out yet.") == len(missing)


def test_programs_read_the_same(client, db):
    said = client.get(reverse("api-promises")).json()
    assert [line["id"] for line in said["promises"]] == list(IDS)
    assert sum(said["totals"].values()) == len(IDS)
    (line,) = [line for line in said["promises"] if line["id"] == "P30"]
    assert line["status"] == "kept"
    assert line["numbers"] == {"finished": {"fewer_than": 10}, "late": {"exactly": 0}, "days": 14}
    assert line["evidence"] in text_of(client)


@pytest.mark.parametrize("name", sorted(queries()))
def test_each_question_is_answered_in_words_where_nothing_happened_yet(db, name):
    found = queries()[name]()
    assert found.words.endswith(".")
    assert found.numbers is not None


def test_a_recipient_is_abroad_where_the_law_of_europe_sees_it_abroad(monkeypatch):
    """The company's own country is no measure: one in California sends nothing abroad by writing to Dublin."""
    base = current()
    given = [("DE", ""), ("FR", ""), ("RE", ""), ("US", "Standard contractual clauses"), ("Everywhere", "")]
    one = next(iter(base.recipients.values()))
    made = {str(n): replace(one, country=c, safeguard=s) for n, (c, s) in enumerate(given)}
    monkeypatch.setattr(holdings, "current", lambda: replace(base, recipients=made))
    assert queries()["transfers_abroad"]().numbers == {"abroad": 2, "with_safeguard": 1}


def test_no_promise_is_called_kept_whose_mechanism_does_not_enforce_it():
    assert {p.id: p for p in promises()}["P16"].status == Status.PARTLY


def test_a_message_that_needs_its_sender_to_name_a_topic_is_no_message_without_one(db):
    numbers = queries()["purposes_named"]().numbers
    assert BY_SENDER in {t.topic for t in templates.values()}
    assert numbers["with_topic"] == numbers["messages"]


def test_questions_are_asked_once_in_a_while_and_always_as_many(
    client, person, committed, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4 * len(queries())) as first:
        text_of(client)
    ask(person, right="rectification")
    cache.clear()
    with django_assert_num_queries(len(first)):
        text_of(client)
    with django_assert_num_queries(0):
        text_of(client)


def test_a_question_that_fails_takes_nothing_else_with_it(client, db, monkeypatch):
    def broken():
        DataSubjectRequest.objects.raw("select nothing")[0]
        return Found("Never said.")

    monkeypatch.setitem(queries(), "alerts_sent", broken)
    page = text_of(client)
    assert page.count("The evidence cannot be had at the moment.") == 1
    assert "Copies made in 30 days" in page
    line = next(each for each in report.report().lines if each.promise.id == "P45")
    assert line.words is None


def test_late_answers_are_told(person, bystander, clock_at):
    ask(person, right="rectification")
    assert rights_in_time().numbers["late"] == counts.of_failures(0)
    clock_at(now() + timedelta(days=100))
    assert rights_in_time().numbers["late"] == counts.of_failures(1)
    assert "late by law: fewer than 10." in rights_in_time().words


@pytest.mark.promise("P14")
@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "fewer than 10"),
        (9, "fewer than 10"),
        (10, "at least 10"),
        (19, "at least 10"),
        (1234, "at least 1,230"),
    ],
)
def test_numbers_of_people_are_never_exact(number, said):
    assert str(counts.of_people(number)) == said


@pytest.mark.promise("P14")
def test_a_part_cannot_be_had_by_subtracting_the_others():
    """Of 25 people 3 did something: neither the total nor the rest says that it were three."""
    total, rest = counts.of_people(25), counts.of_people(22)
    assert (str(total), str(rest)) == ("at least 20", "at least 20")


def test_that_nothing_failed_may_be_said():
    assert str(counts.of_failures(0)) == "none"
    assert str(counts.of_failures(1)) == "fewer than 10"
    assert counts.of_failures(11).as_data() == {"at_least": 10}
