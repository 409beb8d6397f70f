"""The signed webhook: against the sample receiver in a process of its own, and its signatures."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks

from accounts.clock import machine_time
from exports.outside.answers import read
from exports.outside.webhook import SIGNATURE, TIMESTAMP, is_genuine, signature
from tests.exports import sample_receiver
from tests.exports.desk import SECRET
from tests.exports.outside import asked, call_back, map_with, now_as, own_url, webhook_store

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("committed", "outbox", "private"),
    pytest.mark.promise("P10"),
]
NEWER = "another secret, also of thirty-two characters"


@pytest.fixture
def receiver(settings, use_map):
    """Run the sample receiver as whoever copies it would."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.STORE_SECRETS = {"sales": SECRET}
    command = [sys.executable, str(Path(sample_receiver.__file__)), "0"]
    with subprocess.Popen(
        command, env={**os.environ, "STORE_SECRET": SECRET}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = f"http://127.0.0.1:{int(process.stdout.readline())}/privacy"
        use_map(map_with(webhook_store(url)))
        yield url
        process.terminate()


@pytest.fixture
def sales(settings, use_map):
    """Put a map in force whose receiver is never asked."""
    settings.STORE_SECRETS = {"sales": SECRET}
    use_map(map_with(webhook_store("https://sales.example/privacy")))


def test_the_sample_receiver_hands_over_erases_and_then_holds_nothing(receiver, person, bystander, jobs):
    copy = asked(person.subject, "sales", "access")
    jobs.run()
    assert now_as(copy).state == "completed"
    answer = copy.answers.get()
    assert json.loads(read(answer)) == [{"name": "Maya", "letters": ["Spring", "Summer"]}]

    gone = asked(person.subject, "sales", "erase")
    jobs.run()
    assert now_as(gone).state == "completed"
    again = asked(person.subject, "sales", "access")
    jobs.run()
    assert now_as(again).state == "nothing_held"
    theirs = asked(bystander.subject, "sales", "access")
    jobs.run()
    assert now_as(theirs).state == "completed"


def test_what_it_cannot_do_is_refused(receiver, person, jobs):
    task = asked(person.subject, "sales", "opt_out")
    jobs.run()
    assert (now_as(task).state, now_as(task).reason) == ("refused", "declined")


def test_without_our_secret_the_receiver_says_nothing(receiver, person, jobs, settings):
    settings.STORE_SECRETS = {"sales": NEWER}
    task = asked(person.subject, "sales", "access")
    jobs.run()
    assert (now_as(task).state, now_as(task).last_error_code) == ("waiting", "not_let_in")


def test_a_secret_is_changed_without_a_gap(receiver, person, jobs, settings):
    settings.STORE_SECRETS = {"sales": f"{NEWER}|{SECRET}"}
    task = asked(person.subject, "sales", "access")
    jobs.run()
    assert now_as(task).state == "completed"


def signed(secret, told, *, age=timedelta()):
    """Return a callback as the sample receiver would send it."""
    body = json.dumps(told).encode()
    stamp = str(int((machine_time() - age).timestamp()))
    return body, {TIMESTAMP: stamp, SIGNATURE: sample_receiver.sign(secret, stamp, body)}


def test_a_callback_is_taken_once(sales, person, jobs, client):
    task = asked(person.subject, "sales", "erase")
    told = signed(SECRET, {"id": str(task.ref), "state": "completed"})
    for _ in range(2):
        assert call_back(client, "sales", *told).status_code == 202
    assert now_as(task).state == "completed"


@pytest.mark.parametrize(
    ("secret", "change", "age", "status"),
    [
        (NEWER, {}, timedelta(), 401),
        (SECRET, {}, timedelta(minutes=6), 401),
        (SECRET, {}, timedelta(minutes=-6), 401),
        (SECRET, {"id": "00000000-0000-4000-8000-000000000000"}, timedelta(), 400),
        (SECRET, {"id": 7}, timedelta(), 400),
        (SECRET, {"state": "perhaps"}, timedelta(), 400),
        (SECRET, {"state": ["completed"]}, timedelta(), 400),
    ],
)
def test_a_callback_that_is_wrong_changes_nothing(sales, person, jobs, client, secret, change, age, status):
    task = asked(person.subject, "sales", "erase")
    told = signed(secret, {"id": str(task.ref), "state": "completed", **change}, age=age)
    assert call_back(client, "sales", *told).status_code == status
    assert now_as(task).state == "waiting"


def test_our_own_message_sent_back_to_us_is_no_answer(sales, person, jobs, client):
    task = asked(person.subject, "sales", "erase")
    told = signed(SECRET, {"id": str(task.ref), "verb": "erase"})
    assert call_back(client, "sales", *told).status_code == 400


def test_a_callback_that_is_too_long_is_not_read_to_its_end(sales, client):
    assert call_back(client, "sales", b"x" * 5_000_001, {}).status_code == 413


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"id": NaN}', b"[" * 100_000, b"\xff"])
def test_what_is_no_message_is_refused(sales, client, body):
    stamp = str(int(machine_time().timestamp()))
    headers = {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, body)}
    assert call_back(client, "sales", body, headers).status_code == 400


def test_data_in_a_callback_is_kept_and_can_be_read(sales, person, jobs, client):
    task = asked(person.subject, "sales", "access")
    odd = {"name": "Ma\ud800ya", "list": [1, 2.5, None, True], "ü": "é"}
    told = signed(SECRET, {"id": str(task.ref), "state": "completed", "data": odd})
    assert call_back(client, "sales", *told).status_code == 202
    assert json.loads(read(task.answers.get())) == odd


@pytest.mark.parametrize("stamp", ["", "soon", "1.5", "٣", "9" * 30])
def test_a_time_that_is_none_is_refused(stamp):
    headers = {TIMESTAMP: stamp, SIGNATURE: signature(SECRET, stamp, b"{}")}
    assert not is_genuine([SECRET], headers, b"{}", moment=machine_time())


def test_what_is_asked_stands_in_the_readme(receiver):
    """Whoever builds the other side reads it there: the two headers, the fields, the states."""
    text = (Path(sample_receiver.__file__).parents[2] / "exports/outside/README.md").read_text()
    for word in (TIMESTAMP, SIGNATURE, "identities", "issued_at", "answer_by", "callback", "accepted",
                 "completed", "nothing_held", "refused", "changes", "tests/exports/sample_receiver.py"):  # fmt: skip
        assert word in text, word
    assert own_url("sales").endswith("/systems/answers/sales/")


def test_a_store_without_its_secret_stops_the_start(sales, settings):
    def found():
        return {one.id: one.msg for one in run_checks() if (one.id or "").startswith("exports.E")}

    assert found() == {}
    settings.STORE_SECRETS = {"sales": "short", "mailer": SECRET}
    assert "has no secret of 32 characters" in found()["exports.E001"]
    assert "CANDOR_STORE_SECRETS has a secret for mailer" in found()["exports.E002"]
