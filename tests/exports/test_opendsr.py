"""OpenDSR 2.0 against a real server on loopback that behaves, and that misbehaves."""

import hashlib
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache

from accounts.actor import SYSTEM
from accounts.models import AuditEvent
from accounts.outbound import send
from exports.actions.questions import cancel_question
from exports.models import StoreTask
from exports.outside.dates import backoff
from tests.exports.outside import asked, call_back, map_with, now_as, opendsr_store, own_url
from tests.exports.processor import authority, issued, long_ago

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed", "outbox", "private"),
    pytest.mark.promise("P10"),
]


def test_a_deletion_is_asked_for_with_hashed_identifiers_only(processor, person, jobs):
    task = asked(person.subject, "parcels")
    jobs.run()

    (sent,) = processor.requests.values()
    assert sent == {
        "regulation": "gdpr",
        "subject_request_id": str(task.ref),
        "subject_request_type": "erasure",
        "submitted_time": "2026-12-02T12:00:00Z",
        "subject_identities": [
            {
                "identity_type": "email",
                "identity_value": hashlib.sha256(b"maya@example.org").hexdigest(),
                "identity_format": "sha256",
            }
        ],
        "status_callback_urls": [own_url("parcels")],
        "api_version": "2.0",
    }
    post = next(n for n, (how, _) in enumerate(processor.seen) if how == "POST")
    assert processor.headers[post]["Authorization"] == "Bearer let-us-in"
    task = now_as(task)
    assert (task.state, task.job_state) == ("asked", "queued")
    assert task.expected_at.isoformat() == "2026-12-05T12:00:00+00:00"


def test_nothing_personal_stands_in_tasks_logs_and_trail(processor, person, jobs, caplog):
    caplog.set_level("DEBUG")
    processor.mode = "500"
    asked(person.subject, "parcels")
    jobs.run()

    assert processor.count("POST", "requests") == 1, "the question was really sent"
    digest = hashlib.sha256(b"maya@example.org").hexdigest()
    trail = str(list(AuditEvent.objects.values_list("data", flat=True)))
    for place in (caplog.text, str(jobs.sent), trail):
        assert "maya" not in place
        assert digest not in place


def test_a_callback_ends_it_and_says_when(processor, person, jobs, client, frozen):
    task = asked(person.subject, "parcels")
    jobs.run()
    frozen.move(hours=5)
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")

    assert call_back(client, "parcels", body, headers).status_code == 202
    task = now_as(task)
    assert (task.state, task.job_state, task.answered_at) == ("completed", "done", frozen.moment)
    assert not client.cookies


def test_a_second_callback_changes_nothing_and_done_never_goes_back(processor, person, jobs, client, frozen):
    task = asked(person.subject, "parcels")
    jobs.run()
    done = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    call_back(client, "parcels", *done)
    before = StoreTask.objects.values().get()
    events = AuditEvent.objects.count()
    frozen.move(hours=1)

    for status in ("completed", "in_progress", "pending", "cancelled"):
        again = processor.callback(str(task.ref), own_url("parcels"), request_status=status)
        assert call_back(client, "parcels", *again).status_code == 202
    assert StoreTask.objects.values().get() == before
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        ({"domain": "else.example"}, 401),
        ({"mode": "wrong_signature"}, 400),
        ({"certificate": issued(number=2, domain="else.example")}, 401),
        ({"certificate": issued(number=2, ends=long_ago())}, 401),
        ({"certificate": issued(number=2, by=authority(7))}, 401),
        ({"certificate": issued(number=9)}, 401),
    ],
    ids=["another domain", "another body", "another name", "over", "another authority", "a short key"],
)
def test_a_callback_of_somebody_else_is_refused(processor, person, jobs, client, spoil, status):
    task = asked(person.subject, "parcels")
    jobs.run()
    cache.clear()
    for name, value in spoil.items():
        setattr(processor, name, value)
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")

    assert call_back(client, "parcels", body, headers).status_code == status
    assert now_as(task).state == "asked"


def test_a_callback_without_signature_for_another_address_or_number_is_refused(
    processor, person, jobs, client
):
    task = asked(person.subject, "parcels")
    jobs.run()
    good, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    elsewhere = processor.callback(str(task.ref), "https://evil.example/", request_status="completed")
    nobody = processor.callback(str(uuid.uuid4()), own_url("parcels"), request_status="completed")
    nonsense = processor.callback("1", own_url("parcels"), request_status="completed")

    assert call_back(client, "parcels", good, {}).status_code == 400
    assert call_back(client, "parcels", good + b" ", headers).status_code == 400
    for body, signed in (elsewhere, nobody, nonsense):
        assert call_back(client, "parcels", body, signed).status_code == 400
    assert call_back(client, "nobody", good, headers).status_code == 404
    assert now_as(task).state == "asked"
    assert call_back(client, "parcels", good, headers).status_code == 202, "the same one is taken as it is"


def test_the_former_names_of_the_standard_are_understood(processor, person, jobs, client):
    processor.names, processor.version = "X-OpenGDPR", "1.0"
    task = asked(person.subject, "parcels")
    jobs.run()
    assert processor.count("POST", "/v1/opendgpr_requests".replace("dgpr", "gdpr")) == 1
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    assert call_back(client, "parcels", body, headers).status_code == 202
    assert now_as(task).state == "completed"


def test_a_processor_may_change_its_certificate(processor, person, jobs, client):
    task = asked(person.subject, "parcels")
    jobs.run()
    fetched = processor.count("GET", "certificate")
    processor.certificate = issued(number=2)
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")

    assert call_back(client, "parcels", body, headers).status_code == 202
    assert processor.count("GET", "certificate") == fetched + 1


def test_wrong_signatures_do_not_make_us_fetch_certificates(processor, person, jobs, client):
    task = asked(person.subject, "parcels")
    jobs.run()
    fetched = processor.count("GET", "certificate")
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    for _ in range(5):
        assert call_back(client, "parcels", body + b" ", headers).status_code == 400
    assert processor.count("GET", "certificate") == fetched + 1


def test_a_certificate_the_map_itself_gives_needs_nobody_to_vouch(processor, person, jobs, client, use_map):
    processor.certificate = issued(number=2, by=authority(7))
    use_map(map_with(opendsr_store(processor, pinned=processor.certificate.pem)))
    task = asked(person.subject, "parcels")
    jobs.run()
    assert now_as(task).state == "asked"

    processor.certificate = issued(number=3, domain="else.example", by=authority(7))
    use_map(map_with(opendsr_store(processor, pinned=processor.certificate.pem)))
    cache.clear()
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    assert call_back(client, "parcels", body, headers).status_code == 401


def test_without_a_certificate_in_the_map_only_known_authorities_count(processor, person, jobs, use_map):
    text = map_with(opendsr_store(processor))
    before, _, rest = text.partition("    certificate: |")
    use_map(before + "    identities" + rest.partition("    identities")[2])
    task = asked(person.subject, "parcels")
    jobs.run()
    assert now_as(task).last_error_code == "not_them"


def test_without_callbacks_it_is_looked_at_now_and_then(processor, person, jobs, frozen):
    task = asked(person.subject, "parcels")
    jobs.run()
    waits = []
    for _ in range(3):
        task = now_as(task)
        waits.append(task.not_before - frozen.moment)
        frozen.moment = task.not_before
        look(task, jobs)
    assert waits[0] >= timedelta(minutes=5)
    assert processor.count("GET", str(task.ref)) == 3

    processor.statuses[str(task.ref)] = {"request_status": "completed", "results_count": 0}
    task = now_as(task)
    frozen.moment = task.not_before
    look(task, jobs)
    assert now_as(task).state == "nothing_held"


def look(task, jobs):
    """Deliver the message the sweeper would send."""
    jobs.collect("exports.tasks.ask_outside", [task.pk], {})
    jobs.run()


@pytest.mark.parametrize(
    ("mode", "code"),
    [
        ("500", "store_unreachable"),
        ("401", "not_let_in"),
        ("malformed", "store_misbehaved"),
        ("not_an_object", "store_misbehaved"),
        ("oversized", "store_unreachable"),
        ("redirect", "store_unreachable"),
        ("wrong_signature", "signature_invalid"),
        ("drip", "store_unreachable"),
        ("silent", "store_unreachable"),
    ],
)
def test_whatever_goes_wrong_it_is_tried_again_until_its_time_is_over(
    processor, person, jobs, outbox, officer, frozen, monkeypatch, mode, code
):
    monkeypatch.setitem(send.__kwdefaults__, "total", 0.5)
    processor.mode = mode
    task = asked(person.subject, "parcels")
    jobs.run()
    task = now_as(task)
    assert (task.state, task.job_state, task.last_error_code) == ("waiting", "queued", code)
    assert timedelta(seconds=15) < task.not_before - frozen.moment <= timedelta(minutes=1)
    assert processor.count("GET", "elsewhere") == 0, "a redirect is not followed"

    frozen.moment = task.due_at
    calls = len(processor.seen)
    look(task, jobs)
    task = now_as(task)
    assert (task.state, task.job_state, task.answered_at) == ("no_answer", "done", None)
    assert len(processor.seen) == calls, "nobody is asked after the time is over"
    (mail,) = outbox.to("officer@example.org")
    assert "did not answer in time" in mail.subject
    assert "maya" not in mail.body


def test_an_answer_that_was_lost_is_not_asked_for_twice(processor, person, jobs, frozen):
    """The processor has the question and its answer never came: a second POST would be an error there."""
    processor.mode = "lost"
    task = asked(person.subject, "parcels")
    jobs.run()
    assert now_as(task).state == "waiting"
    processor.mode = ""
    frozen.moment = now_as(task).not_before
    look(task, jobs)
    assert now_as(task).state == "asked"
    assert processor.count("POST", "requests") == 1


def test_a_question_called_invalid_is_refused_and_staff_are_told(processor, person, jobs, outbox, officer):
    processor.mode = "400"
    task = asked(person.subject, "parcels")
    jobs.run()
    task = now_as(task)
    assert (task.state, task.reason) == ("refused", "invalid")
    assert "refused" in outbox.to("officer@example.org")[0].subject


def test_an_answer_after_the_deadline_is_kept_as_late(
    processor, person, jobs, client, frozen, outbox, officer
):
    task = asked(person.subject, "parcels")
    jobs.run()
    frozen.move(days=8)
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    assert call_back(client, "parcels", body, headers).status_code == 202

    task = now_as(task)
    assert (task.state, task.late_state, task.answered_at) == ("no_answer", "completed", frozen.moment)
    subjects = [mail.subject for mail in outbox.to("officer@example.org")]
    assert any("too late" in subject for subject in subjects)


def test_results_are_fetched_from_the_processors_own_place_and_kept_sealed(
    processor, person, jobs, client, private
):
    task = asked(person.subject, "parcels", "access")
    jobs.run()
    told = {"request_status": "completed", "results_count": 1, "results_url": f"{processor.url}/results"}
    assert (
        call_back(
            client, "parcels", *processor.callback(str(task.ref), own_url("parcels"), **told)
        ).status_code
        == 202
    )
    assert now_as(task).state == "asked", "not done before it is here"
    jobs.run()

    task = now_as(task)
    assert (task.state, task.answers.get().content_type) == ("completed", "application/json")
    kept = b"".join(p.read_bytes() for p in private.rglob("*") if p.is_file())
    assert kept
    assert b"Maya" not in kept
    assert task.sealed_results is None


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://localhost/results",
        "https://processor.example.evil.example/",
    ],
)
def test_results_elsewhere_are_not_fetched(processor, person, jobs, client, address):
    task = asked(person.subject, "parcels", "access")
    jobs.run()
    told = {"request_status": "completed", "results_url": address}
    assert (
        call_back(
            client, "parcels", *processor.callback(str(task.ref), own_url("parcels"), **told)
        ).status_code
        == 400
    )
    assert now_as(task).state == "asked"


def test_a_copy_that_is_called_done_and_not_handed_over_is_no_copy(processor, person, jobs, client):
    task = asked(person.subject, "parcels", "access")
    jobs.run()
    call_back(
        client, "parcels", *processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    )
    assert (now_as(task).state, now_as(task).reason) == ("refused", "no_data")


def test_what_is_taken_back_is_taken_back_there_too(processor, person, jobs):
    task = asked(person.subject, "parcels")
    jobs.run()
    cancel_question(task, actor=SYSTEM)
    jobs.run()
    assert (now_as(task).state, now_as(task).job_state) == ("cancelled", "done")
    assert processor.count("DELETE", str(task.ref)) == 1


def test_each_wait_is_longer_and_none_is_the_same():
    waits = [backoff(tries) for tries in range(1, 8)]
    assert all(
        timedelta(seconds=30 * 2**n) / 2 <= wait <= timedelta(seconds=30 * 2**n)
        for n, wait in enumerate(waits, 1)
    )
    assert backoff(1000) <= timedelta(hours=6)
    assert len({backoff(5) for _ in range(20)}) > 1
