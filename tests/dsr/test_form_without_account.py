"""The form without account: its pages, its code, and that it tells nobody whether an address is known."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import DataSubject, Identifier, SubjectKey
from accounts.sealing import Unreadable, destroy_key, unseal
from dsr.contact import contact_of
from dsr.models import DataSubjectRequest, RequestStep, Verification
from tests.dsr.asking import ask
from tests.dsr.form import HERE, code_in, file, post, secret_in, to_review

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
]


def latest() -> DataSubjectRequest:
    return DataSubjectRequest.objects.select_related("subject").latest("pk")


def enter(client, page, code):
    return client.post(page.request["PATH_INFO"], {"token": page.context["token"], "code": code}, **HERE)


def confirm(client, page, outbox, address):
    return enter(client, page, code_in(outbox.to(address)[-1]))


@pytest.mark.promise("P25", "P26")
def test_a_request_is_filed_confirmed_and_acknowledged(client, person, outbox, jobs):
    page = file(client, right="access", email=person.email)
    assert b"Enter the code we sent you" in page.content
    request = latest()
    assert request.state == "open"
    assert request.subject != person.subject
    assert str(request.statutory_due) == "2027-01-04"
    answer = confirm(client, page, outbox, person.email)
    done = client.get(answer.url)
    assert request.reference.encode() in done.content
    assert b"4 January 2027" in done.content
    mail = outbox.to(person.email)[-1]
    assert request.reference in mail.body
    assert "4 January 2027" in mail.body
    assert len(secret_in(mail)) == 24
    assert latest().state == "in_progress"
    assert latest().acknowledged_at is not None


def test_no_page_of_the_form_sets_a_cookie(client, person, outbox, jobs):
    file(client, right="erasure", email=person.email)
    client.get(reverse("dsr:track"))
    assert not client.cookies


def statements(queries):
    plain = [re.sub(r"s\d+_x\d+", "savepoint", q["sql"]) for q in queries.captured_queries]
    return [re.split(r" WHERE | SET |VALUES", sql)[0] for sql in plain]


def seen(client, address, outbox, jobs):
    """Return everything an outsider or an insider could compare, up to and including the code."""
    cache.clear()
    outbox.to(address)
    jobs.drop()
    before = len(jobs.sent)
    with CaptureQueriesContext(connection) as asking:
        review = to_review(client, right="access", email=address)
        sent = post(client, review)
        page = client.get(sent.url)
    code = code_in(outbox.to(address)[-1])
    with CaptureQueriesContext(connection) as confirming:
        answer = enter(client, page, code)
        done = client.get(answer.url)
    request = latest()
    words = [p.content.decode() for p in (review, page, done)]
    for own in (address, request.reference):
        words = [w.replace(own, "*") for w in words]
    return {
        "asking": statements(asking),
        "confirming": statements(confirming),
        "status": [p.status_code for p in (review, sent, page, answer, done)],
        "words": [re.sub(r'value="[^"]*"', "", w) for w in words],
        "mails": [m.subject.replace(request.reference, "*") for m in outbox.to(address)],
        "tasks": [name for name, _ids in jobs.sent[before:]],
    }


@pytest.mark.promise("P26")
def test_nothing_tells_whether_an_address_is_known(client, person, outbox, jobs):
    known = seen(client, person.email, outbox, jobs)
    unknown = seen(client, "nobody@example.net", outbox, jobs)
    assert known["asking"]
    assert "dsr.tasks.work_on_step" in known["tasks"]
    assert known["mails"]
    for part in known:
        assert known[part] == unknown[part], part


def test_only_the_worker_finds_out_who_is_meant(client, person, bystander, outbox, jobs):
    page = file(client, right="access", email="Maya@Example.org")
    confirm(client, page, outbox, "Maya@Example.org")
    former = latest().subject
    assert former != person.subject
    assert jobs.run(twice=True)
    request = latest()
    assert request.subject == person.subject
    assert request.waits_for_approval
    assert contact_of(request).email == "Maya@Example.org"
    former.refresh_from_db()
    assert former.merged_into == person.subject
    assert not SubjectKey.objects.filter(subject=former, life="record").exists()
    assert not DataSubjectRequest.objects.of(bystander.subject).exists()


def test_an_unknown_address_is_told_so_and_nobody_else_is(client, person, outbox, jobs):
    page = file(client, right="access", email="nobody@example.net")
    confirm(client, page, outbox, "nobody@example.net")
    jobs.run()
    request = latest()
    assert (request.state, request.reason) == ("denied", "no_match")
    assert "nothing about this address" in outbox.to("nobody@example.net")[-1].alternatives[0][0]
    assert not outbox.to(person.email)


@pytest.mark.promise("P30")
def test_a_deletion_gets_a_date_and_can_be_cancelled_from_the_mailbox(client, person, outbox, jobs):
    page = file(client, right="erasure", email=person.email)
    confirm(client, page, outbox, person.email)
    secret = secret_in(outbox.to(person.email)[-1])
    jobs.run()
    request = latest()
    assert request.execute_after is not None
    assert "12 December 2026" in outbox.to(person.email)[-1].subject
    door = client.get(reverse("dsr:track"))
    opened = post(
        client,
        door,
        reverse("dsr:track"),
        reference=request.reference.lower(),
        secret=secret.replace("-", " "),
    )
    assert b"12 December 2026" in opened.content
    asked = post(client, opened, reverse("dsr:track"), do="ask-cancel")
    assert latest().state == "in_progress"
    post(client, asked, reverse("dsr:track"), do="cancel")
    assert latest().state == "revoked"


@pytest.mark.promise("P25", "P26")
def test_a_second_deletion_is_refused_and_the_first_goes_on(client, person, outbox, jobs):
    first = ask(person, right="erasure")
    jobs.run()
    page = file(client, right="erasure", email=person.email)
    confirm(client, page, outbox, person.email)
    jobs.run(twice=True)
    assert (latest().state, latest().ground) == ("denied", "excessive")
    assert latest().subject == person.subject
    first.refresh_from_db()
    assert first.state == "in_progress"


def test_an_opt_out_is_never_verified(client, outbox, jobs):
    page = file(client, right="opt_out", email="tom@example.org", residence="US-CA")
    assert latest().reference.encode() in page.content
    assert not Verification.objects.exists()
    assert latest().state == "in_progress"
    assert str(latest().statutory_due) == "2026-12-23"
    assert [m.subject for m in outbox.to("tom@example.org")] == [f"We have your request {latest().reference}"]


@pytest.mark.usefixtures("jobs")
@pytest.mark.parametrize("address", ["person", "nobody@example.net"])
def test_a_code_works_once_and_for_half_an_hour_and_five_tries(client, frozen, outbox, person, address):
    address = person.email if address == "person" else address
    page = file(client, right="access", email=address)
    code = code_in(outbox.to(address)[-1])

    for _ in range(5):
        assert b"does not work" in enter(client, page, "2222-2222").content
    assert b"does not work" in enter(client, page, code).content
    client.post(page.request["PATH_INFO"], {"token": page.context["token"], "resend": "1"}, **HERE)
    newer = code_in(outbox.to(address)[-1])
    assert newer != code
    assert b"does not work" in enter(client, page, code).content
    frozen.move(minutes=31)
    assert b"does not work" in enter(client, page, newer).content
    client.post(page.request["PATH_INFO"], {"token": page.context["token"], "resend": "1"}, **HERE)
    assert enter(client, page, code_in(outbox.to(address)[-1])).status_code == 302
    assert latest().verifications.exclude(digest=None).count() == 0


def test_pages_from_elsewhere_and_forged_or_old_tokens_are_refused(client, frozen, jobs):
    page = client.get(reverse("dsr:ask"))
    data = {"token": page.context["token"], "step": "who", "who": "self"}
    assert client.post(reverse("dsr:ask"), data, **HERE).status_code == 200
    for headers in ({}, {"HTTP_ORIGIN": "null"}, {"HTTP_ORIGIN": "https://evil.example"},
                    {"HTTP_REFERER": "http://testserver.evil.example/"}):  # fmt: skip
        assert client.post(reverse("dsr:ask"), data, **headers).status_code == 403
    assert client.post(reverse("dsr:ask"), data, HTTP_REFERER="http://testserver/ask/").status_code == 200
    for token in ("", "x", page.context["token"][:-1] + "x"):
        assert client.post(reverse("dsr:ask"), {**data, "token": token}, **HERE).status_code == 403
    assert client.post(reverse("dsr:track"), {**data}, **HERE).status_code == 403
    assert not DataSubjectRequest.objects.exists()


def test_a_form_sent_twice_files_one_request(client, outbox, jobs):
    review = to_review(client, right="access", email="maya@example.org")
    first, second = post(client, review), post(client, review)
    assert DataSubjectRequest.objects.count() == 1
    assert client.get(first.url).status_code == client.get(second.url).status_code == 200
    assert len(outbox.to("maya@example.org")) == 1


def test_one_mailbox_cannot_be_flooded(client, outbox, jobs):
    for _ in range(5):
        file(client, right="access", email="maya@example.org")
    answer = post(client, to_review(client, right="access", email="MAYA@example.org"))
    assert answer.status_code == 429
    assert b"Wait an hour" in answer.content
    assert len(outbox.to("maya@example.org")) == 5


def test_a_request_never_confirmed_is_closed_with_a_word(client, frozen, outbox, jobs):
    from dsr.tasks import watch_deadlines

    page = file(client, right="access", email="maya@example.org")
    frozen.move(days=6)
    watch_deadlines()
    assert latest().state == "open"
    frozen.move(days=1, minutes=1)
    watch_deadlines()
    assert latest().state == "expired"
    assert "was closed" in outbox.to("maya@example.org")[-1].subject
    assert b"This request is closed" in client.get(page.request["PATH_INFO"]).content


def test_what_was_given_cannot_be_read_once_the_record_key_is_gone(client, outbox, jobs):
    file(client, right="rectification", email="maya@example.org", details="My birthday is wrong.")
    request = latest()
    assert contact_of(request).details == "My birthday is wrong."
    assert b"maya" not in bytes(request.sealed_contact)
    destroy_key(request.subject, life="record")
    assert contact_of(request) is None
    with pytest.raises(Unreadable):
        unseal(request.subject, request.sealed_contact, life="record")


def test_forged_links_and_wrong_secrets_open_nothing(client, person, outbox, jobs):
    page = file(client, right="access", email=person.email)
    confirm(client, page, outbox, person.email)
    secret = secret_in(outbox.to(person.email)[-1])
    assert client.get(reverse("dsr:confirm", args=["forged"])).status_code == 404
    door = client.get(reverse("dsr:track"))
    reference = latest().reference
    wrong = [("2222-2222-2222", secret), (reference, "2222-2222-2222-2222-2222"), ("", "")]
    for given, word in wrong:
        answer = post(client, door, reverse("dsr:track"), reference=given, secret=word)
        assert b"Your request" not in answer.content.replace(b"Your requests", b"")
    right = post(client, door, reverse("dsr:track"), reference=reference, secret=secret)
    assert reference.encode() in right.content


def test_somebody_with_an_account_is_shown_the_quicker_way_and_may_go_on(client):
    page = client.get(reverse("dsr:ask"))
    advice = post(client, page, who="account")
    assert b"Signing in is quicker" in advice.content
    assert b"What do you want?" in post(client, advice).content
    assert b"Asking for somebody else" in post(client, page, who="other").content


def test_answers_can_be_changed_before_they_are_sent(client):
    review = to_review(client, right="access", email="maya@example.org")
    page = post(client, review, change="residence")
    assert b"Where do you live?" in page.content
    review = post(client, page, residence="US-CA")
    assert b"California" in review.content
    assert b"maya@example.org" in review.content


def test_the_proven_address_of_somebody_unknown_locates_their_data(client, outbox, jobs, monkeypatch):
    monkeypatch.setattr("dsr.actions.matching.anything_held", lambda subject: True)
    page = file(client, right="erasure", email="gift@example.net")
    confirm(client, page, outbox, "gift@example.net")
    jobs.run(twice=True)
    request = latest()
    assert request.execute_after is not None
    assert Identifier.objects.get(subject=request.subject).verified_at is not None
    assert RequestStep.jobs.filter(request=request, job_state="done").count() == 2
    assert DataSubject.objects.get(pk=request.subject_id).merged_into is None
