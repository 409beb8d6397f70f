"""Staff and the mail ledger: they see what failed and try it again, and see no address."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actor import actor_for
from accounts.mail import send
from accounts.models import AuditEvent, User
from consent.actions.mail import CannotRetry, retry_mail
from consent.decisions import ALLOWING
from consent.models import MailDelivery
from consent.reasons import WORDS, in_words
from tests.consent.letters import choose, send_digest
from tests.signing_in import sign_in


@pytest.fixture
def failed(db: None) -> MailDelivery:
    """Return a mail that failed for good, beside one that waits."""
    for name in ("maya", "tom"):
        send("accounts/sign_in_code", to=f"{name}@example.org", context={"code": "ABCD-2345"})
    MailDelivery.objects.filter(to_address="maya@example.org").update(
        job_state="failed", attempts=8, last_error_code="address_refused"
    )
    return MailDelivery.objects.get(to_address="maya@example.org")


def test_failed_mail_is_tried_again(failed: MailDelivery, officer: User, outbox: Any) -> None:
    retry_mail(failed, actor=actor_for(officer))
    failed.refresh_from_db()
    assert (failed.job_state, failed.attempts, failed.last_error_code) == ("queued", 0, "")
    event = AuditEvent.objects.get(name="consent:mail:retried")
    assert event.data == {"delivery": str(failed.ref)}
    assert len(outbox.to("maya@example.org")) == 1


def test_other_mail_is_left_alone(failed: MailDelivery, officer: User) -> None:
    """A mail that waits by itself is not retried, and nothing is recorded."""
    waiting = MailDelivery.objects.get(to_address="tom@example.org")
    with pytest.raises(CannotRetry):
        retry_mail(waiting, actor=actor_for(officer))
    assert not AuditEvent.objects.filter(name="consent:mail:retried").exists()


def test_staff_see_neither_address_nor_words(client: Client, failed: MailDelivery, officer: User) -> None:
    """The page of a mail names its message and state; the row does hold an address and a code."""
    assert failed.to_address
    assert "ABCD-2345" in failed.payload["text"]
    sign_in(client, officer, second_factor=True)
    page = client.get(f"/staff/consent/maildelivery/{failed.pk}/change/").content.decode()
    assert "address_refused" in page
    assert "maya@example.org" not in page
    assert "ABCD-2345" not in page


def test_staff_see_why_a_mail_stayed(
    client: Client, digest: str, outbox: Any, person: User, officer: User
) -> None:
    """Its number, topic and class, and the decision in words; they can be searched and filtered by."""
    kept, sent = send_digest(person), send_digest(person)
    MailDelivery.objects.filter(pk=sent.pk).update(topic="administrative", message_class="administrative")
    choose(person, "digest", allowed=False)
    assert len(outbox) == 1
    sign_in(client, officer, second_factor=True)
    page = client.get(f"/staff/consent/maildelivery/?q={kept.reference}").content.decode()
    assert "1 mail" in page
    for word in (kept.reference, "Stories for you", "editorial", "cancelled", "switched off by its person"):
        assert word in page
    assert person.email not in page
    filtered = client.get("/staff/consent/maildelivery/?decision=administrative").content.decode()
    assert sent.reference in filtered
    assert kept.reference not in filtered


def test_looking_up_somebodys_mails_leaves_a_trace(
    client: Client, digest: str, person: User, bystander: User, officer: User
) -> None:
    hers, his = send_digest(person), send_digest(bystander)
    sign_in(client, officer, second_factor=True)
    page = client.get("/staff/consent/maildelivery/", {"q": str(person.subject.ref)}).content.decode()
    assert hers.reference in page
    assert his.reference not in page
    looks = AuditEvent.objects.filter(name="consent:mails:viewed").values_list("subject_ref", flat=True)
    assert set(looks) == {person.subject.ref}
    client.get("/staff/consent/maildelivery/", {"q": str(hers.ref)})
    client.get("/staff/consent/maildelivery/", {"q": "nobody"})
    assert set(looks.all()) == {person.subject.ref}


@pytest.mark.parametrize(
    "lookup",
    [
        "consent/maildelivery/?to_address__startswith=m",
        "consent/maildelivery/?payload__icontains=maya",
        "consent/maildelivery/?subject=1",
        "consent/maildelivery/?subject__ref=00000000-0000-0000-0000-000000000000",
        "consent/consentrecord/?holder=00000000-0000-0000-0000-000000000000",
        "dsr/datasubjectrequest/?subject=1",
        "dsr/enquiry/?subject=1",
        "exports/exportpackage/?subject=1",
        "dsr/erasurerun/?request=1",
    ],
)
def test_no_address_typed_by_hand_finds_somebody(client: Client, officer: User, lookup: str) -> None:
    """Django's admin would take any column in the address, so that a mail address could be guessed letter by letter."""
    sign_in(client, officer, second_factor=True)
    assert client.get(f"/staff/{lookup.partition('?')[0]}").status_code == 200
    assert client.get(f"/staff/{lookup}").status_code == 400


def test_the_list_asks_no_column_for_its_values(
    client: Client, digest: str, person: User, officer: User
) -> None:
    """Nor counts everything: the ledger holds a row for every mail that ever left."""
    kept = send_digest(person)
    sign_in(client, officer, second_factor=True)
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/staff/consent/maildelivery/?topic=digest").content.decode()
    assert kept.reference in page
    about_mail = [query["sql"] for query in asked if '"consent_maildelivery"' in query["sql"]]
    assert 0 < len(about_mail) <= 2
    assert not any("DISTINCT" in sql for sql in about_mail)
    for other in ("topic=activity", "message_class=survey", "template=x", "last_error_code=worker_lost"):
        assert kept.reference not in client.get(f"/staff/consent/maildelivery/?{other}").content.decode()


def test_every_reason_has_words() -> None:
    assert set(WORDS) >= ALLOWING
    assert in_words("opted_out") == "switched off by its person"
    assert in_words("something_former") == "something_former"
