"""A corrected value stays: no feed and no roster undoes it unseen."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections

from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, actor_for
from accounts.errors import NotAllowed
from accounts.models import DataSubject, User
from accounts.roster.entries import entry_from
from exports.actions.corrected import let_go_correction
from exports.actions.corrections import (
    NothingDifferent,
    correct_own,
    restore_correction,
)
from exports.correcting.places import place_in
from exports.correcting.watching import MOST_REWRITES, watch
from exports.correcting.words import told
from exports.models import Correction
from exports.signals import correction_undone
from tests.exports.correcting import ACTOR, correct, others

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed"),
]


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def maya(office: Any) -> tuple[DataSubject, int]:
    """Return Maya and the key of her entry; Tom stands beside her, and nothing of his may move."""
    office.somebody("tom@example.org", given="Tom", family="Brandt", nick="tommy", residence="DE")
    return office.somebody(
        "maya@example.org", given="Maja", family="Brandt", nick="may", height="1.70", residence="DE"
    )


def test_a_repeat_within_six_months_is_seen(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    subject, key = maya
    assert not correct(subject, jobs, "Given name", "Maya").repeats
    again = correct(subject, jobs, "Given name", "Mayah")
    assert again.repeats
    assert not correct(subject, jobs, "Family name", "Moser").repeats
    assert Correction.objects.filter(outcome="replaced").count() == 1
    frozen.move(days=190)
    assert not correct(subject, jobs, "Given name", "Maya").repeats
    assert office.one(key, "given") == "Maya"


@pytest.mark.promise("P34")
def test_a_feed_cannot_bring_the_old_value_back(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    subject, key = maya
    before = others(office, key)
    made = correct(subject, jobs, "Given name", "Maya")
    for night in range(1, MOST_REWRITES + 1):
        office.run("UPDATE citizen SET given = 'Maja' WHERE id = %s", key)
        frozen.move(hours=24)
        assert watch() == 1
        assert watch() == 0
        made.refresh_from_db()
        assert (made.standing, made.rewritten) == ("stands", night)
        assert office.one(key, "given") == "Maya"
    office.run("UPDATE citizen SET given = 'Maja' WHERE id = %s", key)
    frozen.move(hours=24)
    watch()
    made.refresh_from_db()
    assert made.standing == "undone"
    assert office.one(key, "given") == "Maja"
    assert others(office, key) == before


@pytest.fixture
def undone(office: Any, maya: Any, jobs: Any, frozen: Any) -> Correction:
    """Return a correction in whose place another value stands."""
    made = correct(maya[0], jobs, "Given name", "Maya")
    office.run("UPDATE citizen SET given = 'Amaya' WHERE id = %s", maya[1])
    frozen.move(hours=24)
    heard = []
    correction_undone.connect(lambda correction, **_: heard.append(correction), weak=False, dispatch_uid="t")
    watch()
    correction_undone.disconnect(dispatch_uid="t")
    assert heard == [made]
    made.refresh_from_db()
    return made


def test_another_value_is_left_and_raised_to_staff(office: Any, maya: Any, undone: Correction) -> None:
    """It may be right by now; what it is, is not kept."""
    assert undone.standing == "undone"
    assert office.one(maya[1], "given") == "Amaya"
    assert list(Correction.objects.undone()) == [undone]
    assert place_in(undone.subject, undone.sealed).after == "Maya"
    assert watch() == 0


def test_staff_have_it_written_again(
    office: Any, maya: Any, undone: Correction, jobs: Any, officer: User, stranger: User
) -> None:
    with pytest.raises(NotAllowed):
        restore_correction(undone, actor=actor_for(stranger))
    restore_correction(undone, actor=actor_for(officer))
    jobs.run(twice=True)
    undone.refresh_from_db()
    assert (undone.outcome, undone.standing) == ("written", "stands")
    assert office.one(maya[1], "given") == "Maya"
    assert not place_in(undone.subject, undone.sealed).whatever_it_is


def test_staff_let_it_go(office: Any, maya: Any, undone: Correction, officer: User, frozen: Any) -> None:
    let_go_correction(undone, actor=actor_for(officer))
    undone.refresh_from_db()
    assert undone.standing == "let_go"
    frozen.move(days=2)
    assert watch() == 0
    assert office.one(maya[1], "given") == "Amaya"


def test_an_entry_that_went_is_watched_no_more(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    made = correct(maya[0], jobs, "Given name", "Maya")
    office.run("DELETE FROM citizen WHERE id = %s", maya[1])
    frozen.move(hours=24)
    watch()
    made.refresh_from_db()
    assert made.standing == "let_go"


def test_who_is_leaving_is_left_alone(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    """While an account is being closed nothing is written into it any more."""
    correct(maya[0], jobs, "Given name", "Maya")
    office.run("UPDATE citizen SET given = 'Maja'")
    DataSubject.objects.filter(pk=maya[0].pk).update(standing="closing")
    frozen.move(hours=24)
    assert watch() == 0
    assert office.one(maya[1], "given") == "Maja"


def test_where_somebody_lives_is_one_fact(office: Any, maya: Any, jobs: Any) -> None:
    """A correction of what the roster brings holds here as well, and the roster of yesterday does not replace it."""
    subject, _key = maya
    correct(subject, jobs, "Residence", "ch")
    subject.refresh_from_db()
    assert subject.residence == "CH"
    old = entry_from({"platform_id": "77", "email": "maya@example.org", "residence": "DE"})
    counts = merge_roster("office", entries=[old], actor=SYSTEM)
    subject.refresh_from_db()
    assert (counts["kept"], subject.residence) == (1, "CH")


@pytest.mark.promise("P34")
def test_what_is_the_portals_own_changes_at_once(maya: Any) -> None:
    subject, _key = maya
    made = correct_own(subject, actor=ACTOR, what="residence", value="FR")
    subject.refresh_from_db()
    assert (subject.residence, made.outcome, made.job_state) == ("FR", "written", "done")
    assert (told(made).label, told(made).after) == ("Where you live", "France")
    with pytest.raises(NothingDifferent):
        correct_own(subject, actor=ACTOR, what="residence", value="FR")
    again = correct_own(subject, actor=ACTOR, what="residence", value="CH")
    made.refresh_from_db()
    assert (made.outcome, again.repeats) == ("replaced", True)


def test_a_correction_goes_through_one_index(office: Any, maya: Any, jobs: Any) -> None:
    """The night's look reads what is due and not the whole table."""
    correct(maya[0], jobs, "Given name", "Maya")
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        query, values = Correction.objects.due_for_a_look().values("pk").query.sql_with_params()
        cursor.execute(f"EXPLAIN {query}", values)
        assert "exports_correction_to_watch" in str(cursor.fetchall())
