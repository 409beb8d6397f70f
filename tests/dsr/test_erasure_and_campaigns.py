"""Somebody is erased while a campaign is on its way to them: no mail, no notice, no address is left; their choices are, and the receipt says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM, actor_for
from accounts.clock import today
from accounts.models import DataSubject, User
from consent.actions.choices import record_choices
from consent.campaigns.handing_over import hand_over
from consent.campaigns.planning import plan
from consent.choices import Choice, Holder
from consent.models import Campaign, ConsentRecord, MailDelivery, Notice
from dsr.actions.erasure import start_erasure
from dsr.erasure import run as running
from dsr.models import DataSubjectRequest, DeletionReceipt
from tests.consent.policies import significant
from tests.dsr import test_erasure

members, request_ = test_erasure.members, test_erasure.request_
pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]


def planned(text: str) -> Campaign:
    """Return the campaign of a significant version, planned and not handed over."""
    campaign = significant(text).campaign
    plan(campaign.pk)
    return campaign


def hand(campaign: Campaign) -> None:
    for batch in campaign.batches.all():
        hand_over(batch.pk)


def nothing_left(person: User) -> None:
    """Assert that no mail and no notice of the person stands anywhere."""
    assert DataSubject.objects.get(pk=person.subject_id).erased_at is not None
    assert not MailDelivery.objects.filter(to_address=person.email).exists()
    assert not MailDelivery.objects.filter(subject=person.subject_id).exists()
    assert not Notice.objects.filter(subject=person.subject_id).exists()


@pytest.mark.promise("P29", "P30")
def test_before_and_while_and_after(
    request_: DataSubjectRequest,
    person: User,
    bystander: User,
    jobs: Any,
    outbox: Any,
) -> None:
    record_choices(
        Holder.of(person.subject),
        actor=actor_for(person),
        choices=[Choice("purpose", "measurement", allowed=True)],
        method="page",
    )
    outbox.to(person.email)
    handed, waiting = planned("We keep less."), planned("We keep even less.")
    hand(handed)
    assert MailDelivery.objects.filter(subject=person.subject, job_state="queued").count() == 1
    start_erasure(request_, actor=SYSTEM)
    jobs.waiting = [one for one in jobs.waiting if "erasure" in one[0]]
    jobs.run()
    hand(waiting)
    nothing_left(person)
    assert not [letter for letter in outbox.to(person.email) if "policy" in letter.subject.lower()]
    assert Notice.objects.filter(subject=bystander.subject, state="handed_over").count() == 2
    (entry,) = ConsentRecord.objects.of(person.subject.ref)
    assert entry.allowed
    receipt = DeletionReceipt.objects.get()
    lines = {t["table"]: t for s in receipt.content["stores"] for t in s["tables"]}
    choices = lines["consent_consentrecord"]
    assert (choices["handling"], choices["rows_found"], choices["verified_absent"]) == ("retain", 1, False)
    assert choices["kept"]["basis"] == "legal_obligation"
    assert choices["kept"]["until"] > (today() + timedelta(days=1000)).isoformat()


def test_between_looking_again_and_the_receipt(
    request_: DataSubjectRequest,
    person: User,
    bystander: User,
    jobs: Any,
    outbox: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A batch that had read the address long before commits in the last moment: the erasure sees the mail and looks again."""
    outbox.to(person.email)
    campaign = planned("We keep less.")
    look_again = running.look_again
    late = [MailDelivery(subject=person.subject, to_address=person.email, template="consent/policy_notice",
                         reference="K7QM-42RD-XW9T", topic="policy-changes", message_class="administrative", payload={})]  # fmt: skip

    def then_a_mail(run: Any) -> Any:
        found = look_again(run)
        while late:
            late.pop().save()
        return found

    monkeypatch.setattr(running, "look_again", then_a_mail)
    start_erasure(request_, actor=SYSTEM)
    jobs.waiting = [one for one in jobs.waiting if "erasure" in one[0]]
    jobs.run()
    nothing_left(person)
    assert DeletionReceipt.objects.count() == 1
    hand(campaign)
    assert Notice.objects.get(subject=bystander.subject).state == "handed_over"


def test_a_batch_holds_its_people_before_it_reads_their_addresses(
    person: User, frozen: Any, jobs: Any
) -> None:
    """So nobody is erased between the address and the mail."""
    campaign = planned("We keep less.")
    with CaptureQueriesContext(connection) as asked:
        hand(campaign)
    said = [query["sql"] for query in asked]
    (held,) = [at for at, sql in enumerate(said) if "FOR NO KEY UPDATE" in sql]
    (read,) = [at for at, sql in enumerate(said) if 'FROM "accounts_identifier"' in sql]
    assert '"accounts_datasubject"' in said[held]
    assert held < read
    assert MailDelivery.objects.filter(subject=person.subject, template="consent/policy_changed").exists()
