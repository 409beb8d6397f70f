"""The mail ledger: every mail is a row first, and leaves once."""

from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from accounts.clock import now
from accounts.mail import send
from accounts.mail_links import MailLink
from accounts.models import User
from accounts.sweep import sweep
from consent.delivery import deliver, forget_addresses
from consent.models import MailDelivery


def write(to: str = "maya@example.org", **more: Any) -> None:
    """Send a code as a page would."""
    send("accounts/sign_in_code", to=to, context={"code": "ABCD-2345"}, **more)


def test_a_mail_is_a_row_before_it_leaves(committed: None, jobs: Any) -> None:
    """Nothing is handed to the transport in the request; the worker delivers and forgets the content."""
    mail.outbox = []
    write()
    row = MailDelivery.objects.get()
    assert (row.job_state, row.topic, row.to_address) == ("queued", "administrative", "maya@example.org")
    assert mail.outbox == []
    jobs.run(twice=True)
    row.refresh_from_db()
    assert (row.job_state, row.payload) == ("done", {})
    assert row.sent_at is not None
    (message,) = mail.outbox
    assert "ABCD-2345" in message.body
    assert mail.outbox[0].extra_headers["Message-ID"].startswith(f"<{row.ref}@")


def test_an_action_that_fails_sends_nothing(committed: None, jobs: Any, outbox: Any) -> None:
    """A mail written in a transaction that rolls back never existed."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012  (the order is the point)
        write()
        _ = 1 / 0
    assert not MailDelivery.objects.exists()
    assert jobs.waiting == []


def test_a_lost_message_is_found_by_the_sweeper(committed: None, jobs: Any, frozen: Any, outbox: Any) -> None:
    """When Redis forgets the nudge, the next sweep sends it again."""
    write()
    assert jobs.drop() == 1

    assert sweep() == 0
    frozen.move(minutes=2)
    assert sweep() == 1
    jobs.run()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (SMTPServerDisconnected(), "queued", "transport_unavailable"),
        (ConnectionRefusedError(), "queued", "transport_unavailable"),
        (SMTPRecipientsRefused({}), "failed", "address_refused"),
    ],
)
def test_what_went_wrong_decides_whether_it_is_tried_again(
    db: None, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str, code: str
) -> None:
    """A server that is away is tried again later; a refused address is not."""

    def fail(*_: Any) -> None:
        raise error

    write()
    row = MailDelivery.objects.get()
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    deliver(row.pk)
    row.refresh_from_db()
    assert (row.job_state, row.last_error_code) == (state, code)
    assert "ABCD-2345" in row.payload["text"]
    if state == "queued":
        assert row.not_before > now()


def test_a_last_letter_forgets_its_address(outbox: Any) -> None:
    """The address lent for a last letter goes as soon as the letter has left; another mail keeps its own."""
    write(forget=True)
    write(to="tom@example.org")
    assert {"maya@example.org", "tom@example.org"} == set(
        MailDelivery.objects.values_list("to_address", flat=True)
    )
    assert [m.to for m in outbox] == [["maya@example.org"], ["tom@example.org"]]
    assert set(MailDelivery.objects.values_list("to_address", flat=True)) == {"", "tom@example.org"}


@pytest.mark.promise("P40")
def test_addresses_of_old_mail_are_forgotten(outbox: Any, frozen: Any, settings: Any) -> None:
    """After the record's time the row stays and the address goes; newer mail keeps it."""
    write()
    assert len(outbox) == 1
    frozen.move(days=settings.MAIL_RECORD_DAYS)
    write(to="tom@example.org")
    assert len(outbox) == 2
    assert forget_addresses() == 0
    frozen.move(days=1)
    assert forget_addresses() == 1
    assert set(MailDelivery.objects.values_list("to_address", flat=True)) == {"", "tom@example.org"}


@pytest.mark.promise("P21", "P22")
def test_every_mail_says_how_to_leave(outbox: Any, settings: Any, digest: str, person: User) -> None:
    """Administrative or not, to somebody known or not: one https address, one click, and the list it belongs to."""
    settings.BASE_URL = "https://privacy.example.com"
    write(to="nobody@example.org")
    send(digest, to=person.email, subject_ref=person.subject_ref)
    topics = {"nobody@example.org": ("administrative", None), person.email: ("digest", person.subject_ref)}
    assert {message.to[0] for message in outbox} == set(topics)
    for message in outbox:
        topic, subject_ref = topics[message.to[0]]
        headers = message.extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert headers["List-Id"] == f"<{topic}.privacy.example.com>"
        address = headers["List-Unsubscribe"]
        assert address.startswith("<https://privacy.example.com/unsubscribe/")
        link = MailLink.read(address.rpartition("/")[2].rstrip(">"))
        reference = MailDelivery.objects.get(to_address=message.to[0]).reference
        assert link == MailLink(subject_ref, topic, reference)
        assert link.token in message.body
    assert len(outbox) == 2
