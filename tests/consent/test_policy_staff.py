"""Staff and the policy: who writes, who publishes, who only looks, and what they see before they press the button."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.clock import now
from accounts.models import AuditEvent, DataSubject, User
from consent.models import Campaign, MailDelivery, NoticeBatch, PolicyDraft, PolicyVersion
from tests.consent.policies import draft, published, significant
from tests.people import make_person
from tests.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("db", "frozen", "committed")
WORDS = {
    "title": "Our policy",
    "change_class": "significant",
    "effective_on": "2027-01-11",
    "summary": "We keep less.",
    "source": "# Our policy\n\nWe keep *little*.\n\n[[table: retention]]\n",
}


def staff(role: str) -> Client:
    """Return the browser of somebody with a role, signed in with a second factor."""
    user = User.objects.create_user(f"{role.rsplit(maxsplit=1)[-1]}@staff.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return sign_in(Client(), user, second_factor=True)


@pytest.fixture
def officer_page(db: None) -> Client:
    return staff("Privacy officer")


@pytest.fixture
def assistant_page(db: None) -> Client:
    return staff("Privacy assistant")


def text_of(response: Any) -> str:
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


def test_a_draft_is_written_looked_at_and_published(
    officer_page: Client, person: User, bystander: User, jobs: Any, outbox: Any
) -> None:
    published(source="# Our policy\n\nWe keep much.\n")
    made = officer_page.post(reverse("admin:consent_policydraft_add"), WORDS)
    assert made.status_code == 302
    written = PolicyDraft.objects.get(title="Our policy")
    assert AuditEvent.objects.filter(name="consent:draft:written", data={"draft": written.pk}).exists()
    form = text_of(officer_page.get(reverse("admin:consent_policydraft_change", args=[written.pk])))
    publish = reverse("admin:consent_policydraft_publish", args=[written.pk])
    assert publish in form
    page = text_of(officer_page.get(publish))
    assert "2 people, by mail and on every page after signing in." in page
    assert "We keep <em>little</em>." in page
    assert "Two years after a request is closed" in page
    assert "<del>" in page
    assert PolicyVersion.objects.count() == 1
    assert not Campaign.objects.exists()
    done = text_of(officer_page.post(publish, follow=True))
    assert "Version 2 is published." in done
    jobs.run()
    assert len(outbox.to(person.email)) == len(outbox.to(bystander.email)) == 1
    assert (
        officer_page.post(reverse("admin:consent_policydraft_change", args=[written.pk]), WORDS).status_code
        == 403
    )


def test_what_cannot_be_published_says_why(officer_page: Client, jobs: Any) -> None:
    early = draft(**{**WORDS, "effective_on": "2026-12-10"})
    early.refresh_from_db()
    publish = reverse("admin:consent_policydraft_publish", args=[early.pk])
    assert "not before 1 January 2027" in text_of(officer_page.get(publish))
    assert "not before 1 January 2027" in text_of(officer_page.post(publish, follow=True))
    assert not PolicyVersion.objects.exists()
    wrong = draft(source="[[table: cookys]]")
    assert "Nearest: “cookies”" in text_of(
        officer_page.get(reverse("admin:consent_policydraft_publish", args=[wrong.pk]))
    )


def test_an_assistant_looks_and_changes_nothing(assistant_page: Client, jobs: Any) -> None:
    waiting = draft()
    publish = reverse("admin:consent_policydraft_publish", args=[waiting.pk])
    assert "Your role does not publish." in text_of(assistant_page.get(publish))
    assert assistant_page.post(publish).status_code == 403
    assert assistant_page.post(reverse("admin:consent_policydraft_add"), WORDS).status_code == 403
    assert assistant_page.post(reverse("admin:consent_campaign_message"), {}).status_code == 403
    campaign = significant().campaign
    assert assistant_page.get(reverse("admin:consent_campaign_change", args=[campaign.pk])).status_code == 200
    assert assistant_page.post(reverse("admin:consent_campaign_retry", args=[campaign.pk])).status_code == 403
    assert "Send a message" not in text_of(assistant_page.get(reverse("admin:consent_campaign_changelist")))
    assert PolicyVersion.objects.count() == 1
    nobody = sign_in(Client(), User.objects.create_user("n@staff.example", is_staff=True), second_factor=True)
    for name in ("policydraft", "policyversion", "campaign"):
        assert nobody.get(reverse(f"admin:consent_{name}_changelist")).status_code == 403
    assert nobody.get(publish).status_code == 403


def test_a_version_is_only_looked_at(officer_page: Client, jobs: Any) -> None:
    version = published()
    address = reverse("admin:consent_policyversion_change", args=[version.pk])
    assert version.digest in text_of(officer_page.get(address))
    assert officer_page.post(address, {"title": "x"}).status_code == 403
    assert officer_page.get(reverse("admin:consent_policyversion_add")).status_code == 403


@pytest.mark.promise("P22")
def test_a_message_is_written_looked_at_and_sent(
    officer_page: Client, person: User, jobs: Any, outbox: Any
) -> None:
    address = reverse("admin:consent_campaign_message")
    form = text_of(officer_page.get(address))
    assert 'value="digest"' in form
    assert 'value="policy-changes"' not in form
    words = {"topic": "digest", "title": "Stories", "text": "Read *these*."}
    shown = text_of(officer_page.post(address, words))
    assert "Read <em>these</em>." in shown
    assert "Of 1 person, whoever lets this topic through" in shown
    assert not Campaign.objects.exists()
    assert "Select a valid choice" in text_of(
        officer_page.post(address, {**words, "topic": "security", "start": "1"})
    )
    assert not Campaign.objects.exists()
    assert "The message is on its way." in text_of(
        officer_page.post(address, {**words, "start": "1"}, follow=True)
    )
    jobs.run()
    assert [mail.subject for mail in outbox.to(person.email)] == ["Stories"]


def asked_of_campaigns(client: Client, address: str) -> tuple[str, int]:
    """Return a page and how many questions about campaigns it took; sessions and what is kept between tests do not count."""
    with CaptureQueriesContext(connection) as asked:
        page = text_of(client.get(address))
    return page, sum('"consent_' in query["sql"] for query in asked)


def test_progress_in_constant_queries_and_a_retry(officer_page: Client, person: User, jobs: Any) -> None:
    DataSubject.objects.create()
    campaign = significant().campaign
    jobs.run()
    address = reverse("admin:consent_campaign_change", args=[campaign.pk])
    page, few = asked_of_campaigns(officer_page, address)
    assert few == 3
    for line in (
        "Planned</th><td>2<",
        "Handed to the mail ledger</th><td>1<",
        "Really left</th><td>1<",
        "no verified address</th><td>1<",
    ):
        assert line in page
    assert "Try again what failed" not in page
    for number in range(5):
        make_person(f"r{number}@example.org")
    other = published_campaign()
    jobs.run()
    NoticeBatch.jobs.filter(campaign=other).update(job_state="failed", last_error_code="unexpected")
    MailDelivery.objects.update(sent_at=now())
    address = reverse("admin:consent_campaign_change", args=[other.pk])
    page, many = asked_of_campaigns(officer_page, address)
    assert many == few
    assert "Try again what failed" in page
    retry = reverse("admin:consent_campaign_retry", args=[other.pk])
    assert officer_page.get(retry).status_code == 405
    assert "1 job is tried again." in text_of(officer_page.post(retry, follow=True))
    assert "No part of this campaign has failed." in text_of(officer_page.post(retry, follow=True))


def test_an_address_with_an_odd_number_is_not_found(officer_page: Client) -> None:
    for page in ("consent/campaign", "dsr/enquiry", "dsr/datasubjectrequest"):
        for number in ("\N{SUPERSCRIPT TWO}", "9" * 40, "x"):
            assert officer_page.get(f"/staff/{page}/{number}/change/").status_code == 404, (page, number)


def published_campaign() -> Campaign:
    """Return the campaign of another significant version."""
    return significant("We keep other things.").campaign
