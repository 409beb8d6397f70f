"""From a real mailbox: a mail arrives by SMTP, one click by HTTP stops its topic, and nothing else stops."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.actor import actor_for
from accounts.mail import send
from accounts.mail_links import MailLink
from accounts.models import AuditEvent, DataSubject, User
from consent.actions.campaigns import start_message
from consent.campaigns.handing_over import hand_over
from consent.campaigns.planning import plan
from consent.decisions import decide
from consent.models import ConsentRecord, MailDelivery
from tests.consent.letters import choose, send_digest
from tests.consent.mailbox import FORMS, Mailbox, address_of_click, click


@pytest.fixture
def site(transactional_db: None, live_server: Any, settings: Any) -> str:
    """Return the address of a live portal whose mails point at itself."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


def entries(user: User) -> list[tuple[str, str, str, str]]:
    records = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [(r.key, r.channel, r.decision, r.method) for r in records]


@pytest.mark.promise("P21", "P22")
@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
def test_one_click_in_a_mail_program(
    site: str, jobs: Any, mailbox: Mailbox, digest: str, person: User, bystander: User, form: str
) -> None:
    """The next mail of the topic stays here and says why; a bystander still gets theirs, and administrative mail arrives."""
    send_digest(person)
    jobs.run()
    (letter,) = mailbox.to(person.email)
    status, body, headers = click(address_of_click(letter), form)
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert "no more of these mails" in body
    assert "Set-Cookie" not in headers

    assert entries(person) == [("digest", "mail", "opted_out", "one_click")]
    assert decide(person.subject, topic="digest").reason == "opted_out"
    held, other = send_digest(person), send_digest(bystander)
    send(
        "accounts/sign_in_code",
        to=person.email,
        context={"code": "ABCD-2345"},
        subject_ref=person.subject_ref,
    )
    jobs.run()
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.job_state, held.decision) == ("cancelled", "opted_out")
    assert (other.job_state, other.decision) == ("done", "on_by_default")
    assert [m["Subject"] for m in mailbox.to(person.email)] == ["Stories of today", "Your sign-in code"]
    assert len(mailbox.to(bystander.email)) == 1
    assert not ConsentRecord.objects.of(bystander.subject.ref).exists()


@pytest.mark.promise("P21", "P22")
@pytest.mark.parametrize("form", ["multipart", "urlencoded"])
def test_after_a_click_the_next_campaign_passes_over(
    site: str, jobs: Any, mailbox: Mailbox, person: User, bystander: User, officer: User, form: str
) -> None:
    """Two campaigns of one topic with a click between: the second reaches a bystander only, and says of the other why.

    What is administrative still arrives.
    """
    actor = actor_for(officer)
    words = {"topic": "digest", "text": "Three stories."}
    start_message(actor=actor, title="First", **words)
    jobs.run()
    (letter,) = mailbox.to(person.email)
    assert len(mailbox.to(bystander.email)) == 1
    assert click(address_of_click(letter), form)[0] == 200

    second = start_message(actor=actor, title="Second", **words)
    jobs.run()
    assert dict(second.notices.values_list("subject", "reason")) == {
        person.subject.pk: "opted_out",
        bystander.subject.pk: "",
    }
    assert [m["Subject"] for m in mailbox.to(person.email)] == ["First"]
    assert [m["Subject"] for m in mailbox.to(bystander.email)] == ["First", "Second"]

    send("accounts/no_account", to=person.email, subject_ref=person.subject_ref)
    jobs.run()
    assert len(mailbox.to(person.email)) == 2


def test_a_click_while_a_campaign_is_on_its_way(
    site: str, jobs: Any, mailbox: Mailbox, digest: str, person: User, bystander: User, officer: User
) -> None:
    """The campaign has handed its mails over, none has left yet, and an older mail is clicked: only the other's leaves."""
    send_digest(person)
    jobs.run()
    (letter,) = mailbox.to(person.email)
    campaign = start_message(actor=actor_for(officer), topic="digest", title="Late", text="Three stories.")
    plan(campaign.pk)
    for batch in campaign.batches.all():
        hand_over(batch.pk)
    assert MailDelivery.objects.filter(job_state="queued").count() == 2
    click(address_of_click(letter))
    jobs.run()
    assert [m["Subject"] for m in mailbox.to(person.email)] == ["Stories of today"]
    assert [m["Subject"] for m in mailbox.to(bystander.email)] == ["Late"]
    notice = campaign.notices.select_related("delivery").get(subject=person.subject)
    assert notice.delivery is not None
    assert (notice.delivery.job_state, notice.delivery.decision) == ("cancelled", "opted_out")


def test_what_arrives_by_smtp(site: str, jobs: Any, mailbox: Mailbox, digest: str, person: User) -> None:
    """Headers come through unbroken; the address stands in them as the mail program needs it, not encoded or cut."""
    row = send_digest(person)
    jobs.run()
    (letter,) = mailbox.to(person.email)
    ((_, content),) = mailbox.received
    assert b"=?" not in content.split(b"\r\n\r\n")[0]
    link = MailLink.read(address_of_click(letter).rpartition("/")[2])
    assert link == MailLink(person.subject_ref, "digest", row.reference)
    assert letter["List-Id"] == "<digest.localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        body = letter.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert row.reference in body
        assert f"{site}/preferences/" in body
        assert f"{site}/unsubscribe/" in body


@pytest.mark.parametrize("form", list(FORMS))
def test_however_the_click_is_sent(client: Client, person: User, form: str) -> None:
    """Every body works, twice is once, and the answer is the same."""
    kind, body = FORMS[form]
    address = address_for(person)
    for _ in range(2):
        answer = client.post(address, body, content_type=kind or "text/plain")
        assert (answer.status_code, answer.content) == (200, b"You will get no more of these mails.")
        assert not answer.cookies
    assert entries(person) == [("digest", "mail", "opted_out", "one_click")]
    event = AuditEvent.objects.get(name="consent:choice:recorded")
    assert (event.actor, event.subject_ref, event.data["method"]) == (
        "person:visitor",
        person.subject_ref,
        "one_click",
    )


def address_for(user: User, topic: str = "digest", **more: Any) -> str:
    link = MailLink(more.get("ref", user.subject_ref), topic, "K7QM-42RD-XW9T")
    return f"/unsubscribe/{link.token}"


def test_the_click_works_although_forms_elsewhere_need_a_cookie(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address_for(person), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded").status_code == 200  # fmt: skip
    assert entries(person)


def test_an_administrative_mail_switches_off_everything_else(client: Client, person: User) -> None:
    """Also what never was on; by mail only; and what had been switched off before is left as it was."""
    choose(person, "newsletter", allowed=False)
    choose(person, "activity", allowed=True, channel="push")
    client.post(address_for(person, "security"))
    clicked = {(key, channel) for key, channel, _, method in entries(person) if method == "one_click"}
    assert clicked == {(topic, "mail") for topic in ("activity", "digest", "offers", "surveys")}
    assert decide(person.subject, topic="activity", channel="push").allowed
    assert decide(person.subject, topic="security").allowed


def test_looking_changes_nothing(client: Client, person: User) -> None:
    """Scanners follow every link of a mail; they get a page, and a mail program that asks first gets an answer."""
    address = address_for(person)
    page = client.get(address)
    assert "Switch off “Stories for you”?" in page.content.decode()
    assert client.head(address).status_code == 200
    assert client.options(address).headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert client.put(address).status_code == 405
    assert entries(person) == []
    assert not page.cookies


def test_a_forged_link_is_refused_in_words(client: Client, person: User) -> None:
    """Changed, cut, for another purpose, or with a slash too many."""
    good = address_for(person)
    other = MailLink(None, "digest", "K7QM-42RD-XW9T").token
    forged = other.partition(":")[0] + good.partition("/unsubscribe/")[2][len(other.partition(":")[0]) :]
    for bad in (good[:-1], good + "x", "/unsubscribe/nothing", f"/unsubscribe/{forged}"):
        for answer in (client.get(bad), client.post(bad)):
            assert answer.status_code == 404
            assert "We did not make this link" in answer.content.decode()
    assert entries(person) == []
    client.post(good)
    assert len(entries(person)) == 1


def test_the_same_answer_whoever_is_left(client: Client, person: User, bystander: User) -> None:
    """For somebody erased, for a reference of nobody, for an address alone, for a former topic: nothing tells them apart."""
    DataSubject.objects.filter(pk=bystander.subject.pk).update(
        standing="erased", erased_at="2026-11-01T00:00Z"
    )
    bystander.subject.refresh_from_db()
    everybody = [
        address_for(person),
        address_for(person, ref=bystander.subject.ref),
        address_for(person, ref=uuid.uuid4()),
        address_for(person, ref=None),
        address_for(person, "former"),
    ]
    answers = {(client.post(a).status_code, client.post(a).content) for a in everybody}
    assert answers == {(200, b"You will get no more of these mails.")}
    assert len(entries(person)) == 1
    assert not ConsentRecord.objects.of(bystander.subject.ref).exists()


def test_a_mail_to_an_address_alone_finds_its_person(
    client: Client, outbox: Any, person: User, bystander: User
) -> None:
    """A code is mailed to an address before anybody knows whose it is; its click works for whoever's verified address it is."""
    for address in (person.email, "nobody@example.org"):
        send("accounts/sign_in_code", to=address, context={"code": "ABCD-2345"})
    assert len(outbox) == 2
    for message in outbox:
        answer = client.post(
            message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
        )
        assert answer.content == b"You will get no more of these mails."
    assert {key for key, *_ in entries(person)} == {"activity", "digest", "newsletter", "offers", "surveys"}
    assert ConsentRecord.objects.exclude(holder=person.subject.ref).count() == 0


def test_a_link_outlives_the_record_of_its_mail(
    client: Client, outbox: Any, frozen: Any, digest: str, person: User
) -> None:
    """Years later, with the mail's row forgotten, the click still works."""
    send_digest(person)
    (message,) = outbox
    MailDelivery.objects.all().delete()
    frozen.move(days=900)
    client.post(message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver"))
    assert entries(person) == [("digest", "mail", "opted_out", "one_click")]


def test_a_link_of_somebody_merged_is_of_whom_they_are_now(client: Client, person: User) -> None:
    former = DataSubject.objects.create(merged_into=person.subject)
    client.post(address_for(person, ref=former.ref))
    assert len(entries(person)) == 1
