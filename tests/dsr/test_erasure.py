"""An erasure from the approved request to the receipt: every piece, every way it can be interrupted."""

from typing import Any

import pytest
from django.db import connections

from accounts.actor import SYSTEM
from accounts.clock import now, today
from accounts.errors import DomainError
from accounts.jobs import Job
from accounts.keyed_hash import keyed_hash
from accounts.models import AuditEvent, DataSubject, Identifier, LegalHold, SubjectKey, Suppression, User
from dsr.actions.erasure import NotAnErasure, TooEarly, retry_erasure, start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.erasure import run as running
from dsr.erasure.receipt import is_genuine
from dsr.models import DataSubjectRequest, DeletionReceipt, ErasureRun
from exports.actions.packages import request_package
from exports.models import ExportPackage, StoreState
from exports.stores import erasing
from exports.stores.erase import HeldByLaw
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
MAYA, TOM = "00000000-0000-4000-8000-00000000a1ce", "00000000-0000-4000-8000-0000000007b0"
MEMBER = (
    "INSERT INTO inkwell.members (id, username, email, email_verified_at, residence, locale, timezone, joined_at) "
    "VALUES (%s, %s, %s, now(), 'DE', 'en', 'UTC', now())"
)


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return rows of the platform."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall()) if cursor.description else []


def thing(member: str) -> str:
    """Return the number of what a member made, which is no member's number."""
    return member.replace("0", "1")


def join(user: User, number: str, username: str) -> None:
    """Make the person a member of the platform, as the roster knows them."""
    ask(MEMBER, number, username, user.email)
    add_identifier(user.subject, "platform_id", number, store="platform")


@pytest.fixture
def members(inkwell: None, person: User, bystander: User) -> None:
    """Make Maya and Tom members, with rows in a few tables that hang on each other."""
    join(person, MAYA, "maya")
    join(bystander, TOM, "tomtom")
    for member in (MAYA, TOM):
        ask(
            "INSERT INTO inkwell.searches (member_id, words, results, at) SELECT %s, 'w' || n, 1, now() FROM generate_series(1, 7) n",
            member,
        )
        ask("INSERT INTO inkwell.lists VALUES (%s, %s, 'list', NULL, false, now())", thing(member), member)
        ask(
            "INSERT INTO inkwell.stories (id, author_id, title, body, published_at) VALUES (%s, %s, 'T', 'B', now())",
            thing(member),
            member,
        )
        ask(
            "INSERT INTO inkwell.consent_records (member_id, purpose, given, words_version, at) VALUES (%s, 'x', true, '1', now())",
            member,
        )
    ask("INSERT INTO inkwell.list_items VALUES (%s, %s, 1, NULL, now())", thing(MAYA), thing(TOM))
    ask("INSERT INTO inkwell.list_items VALUES (%s, %s, 1, NULL, now())", thing(TOM), thing(MAYA))


@pytest.fixture
def request_(members: None, person: User, frozen: Any) -> DataSubjectRequest:
    """Return Maya's verified request for deletion, whose day has come."""
    return submit_request(
        person.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
        execute_after=now(),
    )


def state_of(email: str) -> dict[str, int]:
    """Return how many rows of a member are left in the tables the fixtures fill."""
    member = {"maya@example.org": MAYA, "tom@example.org": TOM}[email]
    tables = {
        "members": "id",
        "searches": "member_id",
        "lists": "owner_id",
        "stories": "author_id",
    }
    found = {
        t: ask(f"SELECT count(*) FROM inkwell.{t} WHERE {c} = %s", member)[0][0] for t, c in tables.items()
    }
    items = ask("SELECT count(*) FROM inkwell.list_items WHERE list_id = %s", thing(member))[0][0]
    return found | {"list_items": items}


@pytest.mark.promise("P30", "P38")
def test_an_erasure_erases_everywhere_and_proves_it(
    request_: DataSubjectRequest, person: User, bystander: User, jobs: Any, committed: None, outbox: Any
) -> None:
    """Presence before, absence after; the bystander keeps everything; the receipt is signed and names nobody."""
    outbox.to(person.email)
    assert state_of(person.email) == {"members": 1, "searches": 7, "lists": 1, "stories": 1, "list_items": 1}
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.job_state, run.stage, run.last_error_code, run.findings) == ("done", "finished", "", [])
    assert set(state_of(person.email).values()) == {0}
    assert state_of(bystander.email) == {
        "members": 1,
        "searches": 7,
        "lists": 1,
        "stories": 1,
        "list_items": 1,
    }
    subject = DataSubject.objects.get(pk=person.subject_id)
    assert subject.standing == "erased"
    assert subject.residence == ""
    assert not User.objects.filter(pk=person.pk).exists()
    assert not Identifier.objects.filter(subject=subject).exists()
    assert list(SubjectKey.objects.filter(subject=subject).values_list("life", flat=True)) == ["record"]
    assert User.objects.filter(pk=bystander.pk).exists()
    assert Suppression.objects.filter(digest=keyed_hash("email", person.email)).exists()
    assert Suppression.objects.filter(digest=keyed_hash("platform_id", MAYA), store="platform").exists()
    request_.refresh_from_db()
    assert (request_.state, request_.outcome) == ("fulfilled", "partial")
    receipt = DeletionReceipt.objects.get(run=run)
    assert is_genuine(receipt)
    text = str(receipt.content) + str(run.plan)
    for value in ("maya", MAYA, person.email):
        assert value not in text
    lines = {
        t["table"]: t for s in receipt.content["stores"] if s["store"] == "platform" for t in s["tables"]
    }
    assert lines["searches"]["rows_found"] == 7
    assert lines["searches"]["verified_absent"]
    assert lines["consent_records"]["kept"]["basis"] == "legal_obligation"
    assert not lines["consent_records"]["verified_absent"]
    assert AuditEvent.objects.filter(name="dsr:erasure:finished", subject_ref=subject.ref).count() == 1


@pytest.mark.promise("P30")
def test_the_address_of_the_last_letter_goes_last(
    request_: DataSubjectRequest, person: User, jobs: Any, committed: None, outbox: Any
) -> None:
    """One letter leaves after everything is gone, and nothing holds its address afterwards."""
    from consent.models import MailDelivery

    outbox.to(person.email)
    before = len(outbox)
    run = start_erasure(request_, actor=SYSTEM)
    assert run.sealed_address
    jobs.run()
    letters = outbox[before:]
    assert [m.to for m in letters] == [[person.email]]
    assert "maya" not in letters[0].body
    assert "receipt" in letters[0].body
    run.refresh_from_db()
    assert run.sealed_address is None
    assert run.sealed_found is None
    assert not MailDelivery.objects.filter(to_address=person.email).exists()


def test_run_twice_changes_nothing(
    request_: DataSubjectRequest, person: User, bystander: User, jobs: Any, committed: None, outbox: Any
) -> None:
    """Every message delivered twice, and the job nudged again when it is done: the same world."""
    run = start_erasure(request_, actor=SYSTEM)
    assert start_erasure(request_, actor=SYSTEM) == run
    jobs.run(twice=True)
    running.work(run.pk)
    assert DeletionReceipt.objects.count() == 1
    assert state_of(bystander.email)["searches"] == 7
    assert len([m for m in outbox.to(person.email) if "deleted" in m.subject and "receipt" in m.body]) == 1


class Killed(BaseException):
    """What a SIGKILL is to the code: it stops in the middle and handles nothing."""


@pytest.mark.parametrize("survived", [0, 1, 5, 20, 60, 61, 70])
def test_killed_after_any_piece_the_next_worker_finishes(
    request_: DataSubjectRequest, person: User, bystander: User, jobs: Any, committed: None, frozen: Any,
    monkeypatch: pytest.MonkeyPatch, survived: int,
) -> None:  # fmt: skip
    """The worker dies in the middle of piece k; nobody handles anything; the sweeper's nudge finishes the work."""
    run = start_erasure(request_, actor=SYSTEM)
    jobs.drop()
    done = [0]
    real = erasing.erase_piece

    def dying(*args: Any, **kwargs: Any) -> int:
        touched = real(*args, **kwargs)
        done[0] += 1
        if done[0] == survived + 1:
            raise Killed
        return touched

    monkeypatch.setattr(erasing, "erase_piece", dying)
    monkeypatch.setattr(running, "ROWS", 2)
    with pytest.raises(Killed):
        running.work(run.pk)
    monkeypatch.setattr(erasing, "erase_piece", real)
    running.work(run.pk)
    run.refresh_from_db()
    assert run.job_state == Job.JobState.WORKING, "a fresh claim of somebody else is respected"
    frozen.move(minutes=3)
    running.work(run.pk)
    jobs.run()
    run.refresh_from_db()
    assert (run.job_state, run.stage) == ("done", "finished")
    assert set(state_of(person.email).values()) == {0}
    assert state_of(bystander.email)["searches"] == 7


def test_a_worker_that_lost_its_claim_stops(
    request_: DataSubjectRequest,
    person: User,
    jobs: Any,
    committed: None,
    frozen: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A slow worker whose job was taken over commits nothing more."""
    run = start_erasure(request_, actor=SYSTEM)
    real = erasing.erase_piece

    def slow(*args: Any, **kwargs: Any) -> int:
        ErasureRun.objects.filter(pk=run.pk).update(lease="00000000-0000-4000-8000-000000000001")
        return real(*args, **kwargs)

    monkeypatch.setattr(erasing, "erase_piece", slow)
    running.work(run.pk)
    assert run.steps.exclude(done_at=None).count() == 0
    run.refresh_from_db()
    assert run.stage == "erasing"


@pytest.mark.promise("P18")
def test_a_hold_stops_it_before_and_in_the_middle(
    request_: DataSubjectRequest,
    person: User,
    jobs: Any,
    committed: None,
    frozen: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a hold nothing starts; one that comes in between stops the next piece; released, it goes on."""
    hold = LegalHold.objects.create(
        subject=person.subject, reason="A court asked.", owner="Legal", review_on=today()
    )
    with pytest.raises(HeldByLaw):
        start_erasure(request_, actor=SYSTEM)
    LegalHold.objects.update(released_at=now())
    run = start_erasure(request_, actor=SYSTEM)
    jobs.drop()
    monkeypatch.setattr(running, "SECONDS", -1.0)
    monkeypatch.setattr(running, "ROWS", 2)
    running.work(run.pk)
    LegalHold.objects.create(
        subject=person.subject, reason="Another court.", owner="Legal", review_on=today()
    )
    for _ in range(20):
        jobs.run()
        run.refresh_from_db()
        frozen.move(hours=7)
        running.work(run.pk)
    run.refresh_from_db()
    assert (run.job_state, run.last_error_code) == ("queued", "held_by_law")
    assert state_of(person.email)["members"] == 1
    LegalHold.objects.update(released_at=now())
    monkeypatch.setattr(running, "SECONDS", 20.0)
    frozen.move(hours=7)
    running.work(run.pk)
    jobs.run()
    run.refresh_from_db()
    assert run.stage == "finished"
    assert hold.pk


@pytest.mark.promise("P30", "P38")
def test_residue_reopens_the_step(
    request_: DataSubjectRequest, person: User, jobs: Any, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that the platform writes while the erasure is at work is found and erased in the next round."""
    run = start_erasure(request_, actor=SYSTEM)
    real = running.look_again
    came = []

    def meanwhile(run: ErasureRun) -> Any:
        if not came:
            came.append(True)
            ask(
                "INSERT INTO inkwell.server_log (at, member_id, ip, method, path, status, milliseconds) VALUES (now(), %s, '1.1.1.1', 'GET', '/', 200, 1)",
                MAYA,
            )
        return real(run)

    monkeypatch.setattr(running, "look_again", meanwhile)
    jobs.run()
    run.refresh_from_db()
    assert (run.stage, run.rounds) == ("finished", 2)
    assert ask("SELECT count(*) FROM inkwell.server_log")[0][0] == 0


def test_what_cannot_be_erased_fails_visibly_and_can_be_tried_again(
    request_: DataSubjectRequest,
    person: User,
    bystander: User,
    officer: User,
    jobs: Any,
    committed: None,
    frozen: Any,
    outbox: Any,
) -> None:
    """The person's address in somebody else's words: no receipt, no letter, the place for staff, no value."""
    ask("UPDATE inkwell.lists SET about = 'ask Maya@example.org' WHERE owner_id = %s", TOM)
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.job_state, run.last_error_code) == ("failed", "residue_found")
    assert run.findings == [{"store": "platform", "table": "lists", "column": "about", "rows": 1}]
    assert not DeletionReceipt.objects.exists()
    assert not [m for m in outbox.to(person.email) if "receipt" in m.body]
    ask("UPDATE inkwell.lists SET about = NULL")
    retry_erasure(run, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert run.stage == "finished"


def test_a_store_that_is_not_as_the_map_says_stops_everything_first(
    request_: DataSubjectRequest, person: User, jobs: Any, committed: None
) -> None:
    """A column nobody declared: nothing is erased anywhere, and the run says which one it is."""
    ask("ALTER TABLE inkwell.searches ADD COLUMN mood text")
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.stage, run.job_state, run.last_error_code) == ("planning", "queued", "store_quarantined")
    assert "searches.mood" in StoreState.objects.get(store="platform").problems[0]
    assert state_of(person.email)["searches"] == 7


def test_only_an_open_verified_request_whose_day_has_come_is_carried_out(
    members: None, person: User, frozen: Any, committed: None, jobs: Any
) -> None:
    """Too early, unverified, another right: refused with a code."""
    copy = submit_request(
        person.subject,
        actor=SYSTEM,
        right="access",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
    )
    with pytest.raises(NotAnErasure):
        start_erasure(copy, actor=SYSTEM)
    unproven = submit_request(
        person.subject, actor=SYSTEM, right="erasure", channel="form", contact=Contact(email=person.email)
    )
    with pytest.raises(NotAnErasure):
        start_erasure(unproven, actor=SYSTEM)
    DataSubjectRequest.objects.filter(pk=unproven.pk).update(
        verified_at=now(), state="in_progress", execute_after=frozen.moment.replace(year=2027)
    )
    with pytest.raises(TooEarly):
        start_erasure(unproven, actor=SYSTEM)
    assert issubclass(TooEarly, DomainError)


def test_a_copy_that_is_being_made_is_waited_for_and_then_goes_too(
    request_: DataSubjectRequest, person: User, jobs: Any, committed: None, frozen: Any
) -> None:
    """The copy comes first, for a bounded time; afterwards no copy is left."""
    package = request_package(person.subject, actor=SYSTEM)
    run = start_erasure(request_, actor=SYSTEM)
    running.work(run.pk)
    run.refresh_from_db()
    assert (run.stage, run.job_state, run.last_error_code) == ("planning", "queued", "copy_in_the_making")
    assert state_of(person.email)["searches"] == 7
    jobs.drop()
    frozen.move(days=12, minutes=1)
    running.work(run.pk)
    jobs.run()
    run.refresh_from_db()
    assert run.stage == "finished"
    assert not ExportPackage.objects.filter(pk=package.pk).exists()
