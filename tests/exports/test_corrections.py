"""A correction changes one value, if it still is what its person saw."""

from typing import Any

import pytest
from django.core.cache import cache

from accounts.actor import SYSTEM
from accounts.clock import now, today
from accounts.errors import TooManyAttempts
from accounts.models import AuditEvent, DataSubject, LegalHold
from accounts.rate_limits import LIMITS
from accounts.sealing import readable
from exports.actions.corrections import (
    AskStaff,
    NothingDifferent,
    StillWaiting,
    correct_own,
    refresh_values,
    request_correction,
)
from exports.actions.disagreements import StatementTooLong, keep_statement
from exports.actions.forgetting import forget_read_values
from exports.correcting.reading import entries_of
from exports.correcting.telling import questions_of
from exports.correcting.typed import BadValue
from exports.correcting.watching import watch
from exports.correcting.words import told
from exports.models import CorrectableValues, Correction, Disagreement
from exports.signals import value_corrected
from tests.exports.correcting import ACTOR, correct, entries, others

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


def test_the_page_gets_only_what_may_be_corrected(office: Any, maya: Any, jobs: Any) -> None:
    """Values of others, keys, addresses and types nobody can type are not among them."""
    subject, key = maya
    office.run("INSERT INTO pet VALUES (%s, 1, 'Rex'), (%s, 2, 'Ida')", key, key)
    values = refresh_values(subject, actor=ACTOR)
    jobs.run()
    values.refresh_from_db()
    read = entries_of(values) or []
    assert {entry.label for entry in read} == {
        "Given name", "Family name", "Birthday", "Nick", "Height", "Children", "Favourite", "Member", "Seen", "Residence",
        "Motto", "Name", "Tags",
    }  # fmt: skip
    assert [(e.group, e.value) for e in read if e.label == "Name"] == [
        ("Your pets (1)", "Rex"),
        ("Your pets (2)", "Ida"),
    ]
    assert next(e.value for e in read if e.label == "Given name") == "Maja"
    assert b"Maja" not in bytes(values.sealed_entries or b"")


@pytest.mark.promise("P34")
def test_a_value_is_corrected(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    before = others(office, key)
    heard = []
    value_corrected.connect(
        lambda correction, **_: heard.append(correction.ref), weak=False, dispatch_uid="t"
    )
    try:
        made = correct(subject, jobs, "Given name", "  Maya ")
    finally:
        value_corrected.disconnect(dispatch_uid="t")
    assert (made.outcome, made.standing, made.job_state) == ("written", "stands", "done")
    assert office.one(key, "given") == "Maya"
    assert others(office, key) == before
    assert office.one(key, "family") == "Brandt"
    assert heard == [made.ref]
    names = AuditEvent.objects.filter(subject_ref=subject.ref).order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["exports:correction:asked", "exports:correction:written"]
    assert "Maya" not in str(list(AuditEvent.objects.values_list("data", flat=True)))
    assert b"Maya" not in bytes(made.sealed)


def test_who_concerns_it_is_named(office: Any, maya: Any, jobs: Any) -> None:
    """The source is named to the person, and those who received it; nobody can tell the public."""
    one = told(correct(maya[0], jobs, "Given name", "Maya"))
    assert [source.name for source in one.sources] == ["The census of 1990"]
    assert [recipient.name for recipient in one.recipients] == ["Printer Ltd"]
    assert (one.before, one.after, one.where) == ("Maja", "Maya", "The register: Your entry")


def test_nothing_that_came_between_is_overwritten(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    entry = entries(subject, jobs)["Given name"]
    office.run("UPDATE citizen SET given = 'Majka' WHERE id = %s", key)
    made = request_correction(subject, actor=ACTOR, entry=entry, value="Maya")
    jobs.run()
    made.refresh_from_db()
    assert (made.outcome, made.job_state) == ("value_changed", "done")
    assert office.one(key, "given") == "Majka"
    event = AuditEvent.objects.get(name="exports:correction:not_made")
    assert event.data == {"correction": str(made.ref), "code": "value_changed"}


def test_an_empty_value_is_a_value(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    assert correct(subject, jobs, "Birthday", "1990-12-02").outcome == "written"
    assert str(office.one(key, "born")) == "1990-12-02"
    assert correct(subject, jobs, "Birthday", "").outcome == "written"
    assert office.one(key, "born") is None


def test_an_entry_that_went_is_not_there(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    office.run("INSERT INTO pet VALUES (%s, 1, 'Rex')", key)
    entry = entries(subject, jobs)["Name"]
    office.run("DELETE FROM pet")
    made = request_correction(subject, actor=ACTOR, entry=entry, value="Max")
    jobs.run()
    made.refresh_from_db()
    assert made.outcome == "not_there"


def test_a_row_that_went_to_somebody_else_is_left_alone(office: Any, maya: Any, jobs: Any) -> None:
    """The row has the key its person saw, and is somebody else's by the time the worker comes."""
    subject, key = maya
    entry = entries(subject, jobs)["Given name"]
    office.run("UPDATE citizen SET email = 'new@example.org' WHERE id = %s", key)
    made = request_correction(subject, actor=ACTOR, entry=entry, value="Maya")
    jobs.run()
    made.refresh_from_db()
    assert made.outcome == "not_there"
    assert office.one(key, "given") == "Maja"


def test_one_of_a_composite_key_is_changed(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    office.run("INSERT INTO pet VALUES (%s, 1, 'Rex'), (%s, 2, 'Rex')", key, key)
    values = refresh_values(subject, actor=ACTOR)
    jobs.run()
    values.refresh_from_db()
    second = next(e for e in entries_of(values) or [] if e.group == "Your pets (2)")
    request_correction(subject, actor=ACTOR, entry=second, value="Ida")
    jobs.run()
    assert office.run("SELECT no, name FROM pet ORDER BY no") == [(1, "Rex"), (2, "Ida")]


def test_a_value_the_database_refuses_is_said_so(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    office.run("ALTER TABLE citizen ADD CHECK (nick <> 'king')")
    made = correct(subject, jobs, "Nick", "king")
    assert (made.outcome, made.job_state) == ("refused", "done")
    assert office.one(key, "nick") == "may"


def test_a_value_the_database_keeps_is_said_so(office: Any, maya: Any, jobs: Any) -> None:
    """A trigger that puts the old value back is no correction."""
    subject, key = maya
    office.run(
        "CREATE FUNCTION office.keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.nick := OLD.nick; RETURN NEW; END $$"
    )
    office.run("CREATE TRIGGER keep BEFORE UPDATE ON citizen FOR EACH ROW EXECUTE FUNCTION office.keep()")
    assert correct(subject, jobs, "Nick", "maya").outcome == "refused"
    assert office.one(key, "nick") == "may"


@pytest.mark.parametrize(
    ("label", "value", "why"),
    [
        ("Nick", "far too long", "at most 8 characters fit, and it has 12"),
        ("Height", "tall", "a number in digits"),
        ("Height", "1.705", "at most 2 digits after the point"),
        ("Height", "1e9", "too large"),
        ("Height", "nan", "a number in digits"),
        ("Children", "1.5", "a whole number"),
        ("Children", "40000", "too large"),
        ("Birthday", "2.12.1990", "year, month and day"),
        ("Birthday", "1990-02-30", "year, month and day"),
        ("Seen", "yesterday", "day and time"),
        ("Favourite", "green", "one of: red, blue"),
        ("Member", "perhaps", "yes or no"),
        ("Member", "", "must not be empty"),
        ("Given name", "Ma\x00ya", "characters that cannot be stored"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words(
    office: Any, maya: Any, jobs: Any, label: str, value: str, why: str
) -> None:
    entry = entries(maya[0], jobs)[label]
    with pytest.raises(BadValue) as refused:
        request_correction(maya[0], actor=ACTOR, entry=entry, value=value)
    assert why in str(refused.value.message)
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("label", "value", "column", "there"),
    [
        ("Height", "1.8", "height::text", "1.80"),
        ("Children", "2", "children", 2),
        ("Favourite", "blue", "favourite", "blue"),
        ("Member", "yes", "member", True),
        ("Seen", "2026-12-02T14:30", "seen::text", "2026-12-02 14:30:00"),
        (
            "Tags",
            'pets\r\n  "my" town, by \\\\ foot \npets\nNULL',
            "tags",
            ["pets", '"my" town, by \\\\ foot', "NULL"],
        ),
        ("Motto", "Über\nalles 'gut'; --", "motto", "Über\nalles 'gut'; --"),
    ],
)
def test_every_type_is_written_and_stands(
    office: Any, maya: Any, jobs: Any, frozen: Any, label: str, value: str, column: str, there: Any
) -> None:
    """What the database makes of a value is what is looked for at night: 1.8 is 1.80 there."""
    made = correct(maya[0], jobs, label, value)
    assert made.outcome == "written"
    assert office.one(maya[1], column) == there
    frozen.move(hours=30)
    assert watch() == 1
    made.refresh_from_db()
    assert (made.standing, made.rewritten) == ("stands", 0)


def test_the_same_again_and_twice_at_once_are_refused(office: Any, maya: Any, jobs: Any) -> None:
    subject, _key = maya
    entry = entries(subject, jobs)["Given name"]
    with pytest.raises(NothingDifferent):
        request_correction(subject, actor=ACTOR, entry=entry, value=" Maja ")
    request_correction(subject, actor=ACTOR, entry=entry, value="Maya")
    with pytest.raises(StillWaiting):
        request_correction(subject, actor=ACTOR, entry=entry, value="Mayah")


def test_what_the_map_no_longer_lets_change_is_refused(
    office: Any, maya: Any, jobs: Any, use_map: Any
) -> None:
    entry = entries(maya[0], jobs)["Given name"]
    use_map(office.MAP.replace("given: {name: Given name, correct: true}", "given:"))
    with pytest.raises(AskStaff):
        request_correction(maya[0], actor=ACTOR, entry=entry, value="Maya")


def test_what_must_be_kept_as_it_is_goes_to_staff(office: Any, maya: Any, jobs: Any) -> None:
    entry = entries(maya[0], jobs)["Given name"]
    LegalHold.objects.create(subject=maya[0], reason="A court asked.", owner="legal", review_on=today())
    with pytest.raises(AskStaff) as refused:
        request_correction(maya[0], actor=ACTOR, entry=entry, value="Maya")
    assert "court" not in str(refused.value.message)
    with pytest.raises(AskStaff):
        correct_own(maya[0], actor=ACTOR, what="language", value="de")


def test_a_hold_that_comes_after_the_wish_stops_the_write(office: Any, maya: Any, jobs: Any) -> None:
    subject, key = maya
    made = request_correction(subject, actor=ACTOR, entry=entries(subject, jobs)["Given name"], value="Maya")
    hold = LegalHold.objects.create(
        subject=subject, reason="A court asked.", owner="legal", review_on=today()
    )
    jobs.run()
    made.refresh_from_db()
    assert (made.outcome, office.one(key, "given")) == ("refused", "Maja")
    hold.released_at = now()
    hold.save()
    assert correct(subject, jobs, "Given name", "Maya").outcome == "written"
    assert office.one(key, "given") == "Maya"


def test_a_hold_keeps_an_older_value_too(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    """Nothing is written again by itself; once the hold is over, it is."""
    subject, key = maya
    correct(subject, jobs, "Given name", "Maya")
    office.run("UPDATE citizen SET given = 'Maja' WHERE id = %s", key)
    hold = LegalHold.objects.create(
        subject=subject, reason="A court asked.", owner="legal", review_on=today()
    )
    frozen.move(days=1)
    assert (watch(), office.one(key, "given")) == (1, "Maja")
    hold.released_at = now()
    hold.save()
    frozen.move(days=1)
    assert (watch(), office.one(key, "given")) == (1, "Maya")


def test_a_store_that_is_away_is_tried_again(
    office: Any, maya: Any, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from exports.correcting import writing
    from exports.stores.store import StoreUnavailable

    def away(*_args: Any, **_more: Any) -> None:
        raise StoreUnavailable("office")

    entry = entries(maya[0], jobs)["Given name"]
    made = request_correction(maya[0], actor=ACTOR, entry=entry, value="Maya")
    with monkeypatch.context() as patch:
        patch.setattr(writing.cells, "write", away)
        jobs.run()
    made.refresh_from_db()
    assert (made.outcome, made.job_state, made.last_error_code) == ("waiting", "queued", "store_unavailable")


def test_values_are_dropped_after_half_an_hour(office: Any, maya: Any, jobs: Any, frozen: Any) -> None:
    entries(maya[0], jobs)
    frozen.move(minutes=29)
    assert forget_read_values(actor=SYSTEM) == 0
    frozen.move(minutes=2)
    assert forget_read_values(actor=SYSTEM) == 1
    values = CorrectableValues.objects.get()
    assert values.sealed_entries is None
    assert entries_of(values) is None


def test_too_many_corrections_wait(maya: Any) -> None:
    for number in range(LIMITS["correction"]):
        correct_own(maya[0], actor=ACTOR, what="language", value="de" if number % 2 else "fr")
    with pytest.raises(TooManyAttempts):
        correct_own(maya[0], actor=ACTOR, what="language", value="es")


def test_a_statement_has_at_most_250_words(maya: Any) -> None:
    ref = maya[0].ref
    for bad in ("", "  ", "word " * 251, "w" * 5000):
        with pytest.raises(StatementTooLong):
            keep_statement(maya[0], actor=ACTOR, request_ref=ref, statement=bad)
    keep_statement(maya[0], actor=ACTOR, request_ref=ref, statement="word " * 250)
    keep_statement(maya[0], actor=ACTOR, request_ref=ref, statement="It is not so.")
    assert Disagreement.objects.get().statement == "It is not so."


CELLAR = """
  cellar:
    kind: manual
    name: The cellar
    owner: Ada
    email: ada@office.example
    instructions: Look through the blue folders, then through the red ones.
    due: P10D
    remind: P3D
    recipient: printer
    categories: [people]
"""


@pytest.mark.promise("P10", "P34")
def test_stores_of_others_are_asked_to_follow(office: Any, maya: Any, jobs: Any, use_map: Any) -> None:
    """Each is asked once, with the new value under the name of the field, and only where it holds such data."""
    text = office.MAP.replace(
        ", told_by: none, not_told_because: It forgets each letter once it is printed.", ""
    )
    use_map(text.rstrip() + CELLAR)
    office.run("INSERT INTO pet VALUES (%s, 1, 'Rex')", maya[1])
    made = correct(maya[0], jobs, "Given name", "Maya")
    assert made.outcome == "written"
    ((name, task),) = questions_of(made)
    assert (name, task.verb, task.subject, task.store) == ("The cellar", "rectify", maya[0], "cellar")
    assert readable(maya[0], task.sealed_changes, life="account") == {"Given name": "Maya"}
    assert questions_of(correct(maya[0], jobs, "Name", "Max")) == []
    listed = correct(maya[0], jobs, "Tags", "chess\npets")
    ((_name, task),) = questions_of(listed)
    assert readable(maya[0], task.sealed_changes, life="account") == {"Tags": ["chess", "pets"]}
