"""Campaigns: everybody who is owed a notice gets one, nobody gets two, and each that was not sent says why."""

import re
from typing import Any

import pytest
from django.db import transaction

from accounts.actor import SYSTEM, actor_for
from accounts.clock import now
from accounts.mail_links import MailLink
from accounts.models import AuditEvent, DataSubject, ProcessingRestriction, User
from accounts.sealing import destroy_key
from consent.actions.campaigns import (
    NotAMessage,
    NothingFailed,
    NotThisTopic,
    retry_campaign,
    start_message,
    start_policy_campaign,
)
from consent.actions.choices import record_choices
from consent.campaigns import planning
from consent.campaigns.handing_over import hand_over
from consent.campaigns.progress import progress_of
from consent.choices import Choice, Holder
from consent.models import Campaign, MailDelivery, Notice, NoticeBatch
from consent.policy import errors
from tests.consent.policies import published, significant
from tests.people import add_identifier, make_person

pytestmark = pytest.mark.usefixtures("db", "frozen", "committed")


def choose(user: User, topic: str, *, allowed: bool) -> None:
    """Switch mails of a topic on or off, as the person would."""
    choice = Choice("topic", topic, allowed=allowed, channel="mail")
    record_choices(Holder.of(user.subject), actor=actor_for(user), choices=[choice], method="page")


def outcome(campaign: Campaign) -> dict[str, str]:
    """Return what became of each person's notice: the reason, or that it was handed over."""
    return {n.subject.ref.hex: n.reason or n.state for n in campaign.notices.select_related("subject")}


@pytest.mark.promise("P03")
def test_a_significant_version_tells_everybody_whose_data_is_held(
    person: User, bystander: User, jobs: Any, outbox: Any
) -> None:
    """Also who switched everything off, is closing, or has no address; not contacts, and not who is erased."""
    published()
    choose(person, "digest", allowed=False)
    DataSubject.objects.filter(pk=bystander.subject.pk).update(standing="closing")
    silent = DataSubject.objects.create()
    contact = DataSubject.objects.create(standing="contact")
    add_identifier(contact, "email", "friend@example.org")
    erased = DataSubject.objects.create(standing="erased", erased_at=now())
    version = significant()
    jobs.run()

    campaign = Campaign.objects.get(policy_version=version)
    assert (campaign.kind, campaign.topic, campaign.job_state) == ("policy", "policy-changes", "done")
    assert outcome(campaign) == {
        person.subject.ref.hex: "handed_over",
        bystander.subject.ref.hex: "handed_over",
        silent.ref.hex: "no_address",
    }
    assert not campaign.notices.filter(subject__in=[contact, erased]).exists()
    (mail,) = outbox.to(person.email)
    assert mail.subject == "Inkwell: our privacy policy changes on 11 January 2027"
    assert mail.body.index("We delete what you read after a month.") < mail.body.index("What you can do")
    assert "/policy/compare/?from=1&to=2" in mail.body
    assert "/policy/2/" in mail.body
    assert len(outbox.to(bystander.email)) == 1
    progress = progress_of(campaign)
    assert (progress.planned, progress.handed_over, progress.left, progress.waiting) == (3, 2, 2, 0)
    assert progress.skipped == {"no verified address": 1}
    assert (
        MailDelivery.objects.filter(template="consent/policy_changed", message_class="administrative").count()
        == 2
    )


def test_an_editorial_version_tells_nobody(person: User, jobs: Any) -> None:
    published()
    assert not Campaign.objects.exists()
    assert jobs.waiting == []


def test_a_refused_version_starts_nothing(person: User, jobs: Any) -> None:
    with pytest.raises(errors.TooSoon):
        significant(days=1)
    assert not Campaign.objects.exists()
    with transaction.atomic():
        significant()
        transaction.set_rollback(True)
    assert not Campaign.objects.exists()


def test_a_version_has_one_campaign(jobs: Any) -> None:
    version = significant()
    with pytest.raises(Exception, match="policy_version"), transaction.atomic():
        start_policy_campaign(version, actor=SYSTEM)
    assert Campaign.objects.count() == 1


@pytest.mark.promise("P03", "P05", "P21", "P22")
def test_a_message_reaches_those_who_let_it_through_and_says_why_not_the_others(
    person: User, bystander: User, stranger: User, jobs: Any, outbox: Any, officer: User
) -> None:
    choose(bystander, "newsletter", allowed=True)
    choose(stranger, "newsletter", allowed=False)
    closing = make_person("ann@example.org", standing="closing")
    limited = make_person("lim@example.org")
    choose(limited, "newsletter", allowed=True)
    ProcessingRestriction.objects.create(subject=limited.subject, ground="accuracy")
    contact = DataSubject.objects.create(standing="contact")
    add_identifier(contact, "email", "friend@example.org")
    campaign = start_message(
        actor=actor_for(officer),
        topic="newsletter",
        title="What is  new",
        text="There is a *new* [page](https://x.example/).",
    )
    jobs.run()
    assert outcome(campaign) == {
        person.subject.ref.hex: "never_agreed",
        bystander.subject.ref.hex: "handed_over",
        stranger.subject.ref.hex: "opted_out",
        closing.subject.ref.hex: "closing",
        limited.subject.ref.hex: "restricted",
    }
    (mail,) = outbox
    assert mail.to == [bystander.email]
    assert mail.subject == "What is new"
    assert "There is a *new* [page](https://x.example/)." in mail.body
    assert "<em>new</em>" in mail.alternatives[0][0]
    assert "List-Unsubscribe" in mail.extra_headers
    event = AuditEvent.objects.get(name="consent:campaign:started")
    assert event.data == {"campaign": str(campaign.ref), "kind": "message", "topic": "newsletter"}
    assert not Notice.objects.owed_on_site(bystander.subject.pk).exists(), "the banner is for the policy only"


@pytest.mark.promise("P22")
@pytest.mark.parametrize("topic", ["administrative", "security", "policy-changes", "no-such-topic"])
def test_a_message_cannot_claim_the_administrative_class(topic: str) -> None:
    with pytest.raises(NotThisTopic):
        start_message(actor=SYSTEM, topic=topic, title="Buy", text="Now")
    with pytest.raises(NotAMessage):
        start_message(actor=SYSTEM, topic="digest", title=" ", text="Now")
    assert not Campaign.objects.exists()


def test_who_changed_their_mind_between_planning_and_handing_over(
    person: User, bystander: User, stranger: User, jobs: Any, outbox: Any
) -> None:
    other = DataSubject.objects.create()
    campaign = start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    assert planning.plan(campaign.pk) is False
    choose(person, "digest", allowed=False)
    DataSubject.objects.filter(pk=bystander.subject.pk).update(standing="erased", erased_at=now())
    DataSubject.objects.filter(pk=other.pk).update(merged_into=stranger.subject)
    assert destroy_key(stranger.subject, life="account")
    jobs.run()
    assert outcome(campaign) == {
        person.subject.ref.hex: "opted_out",
        bystander.subject.ref.hex: "gone",
        stranger.subject.ref.hex: "no_address",
        other.ref.hex: "gone",
    }
    assert len(outbox) == 0


def test_who_switched_off_before_the_mail_left_is_counted_as_called_off(
    person: User, bystander: User, jobs: Any, outbox: Any
) -> None:
    campaign = start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    planning.plan(campaign.pk)
    hand_over(NoticeBatch.objects.get().pk)
    choose(person, "digest", allowed=False)
    assert [mail.to for mail in outbox] == [[bystander.email]]
    progress = progress_of(campaign)
    assert (progress.handed_over, progress.left, progress.called_off, progress.failed) == (2, 1, 1, 0)


def test_gone_people_get_no_administrative_notice_either(
    person: User, bystander: User, jobs: Any, outbox: Any
) -> None:
    version = significant()
    planning.plan(version.campaign.pk)
    DataSubject.objects.filter(pk=person.subject.pk).update(standing="erased", erased_at=now())
    jobs.run()
    assert outcome(version.campaign) == {
        person.subject.ref.hex: "gone",
        bystander.subject.ref.hex: "handed_over",
    }


def test_one_mail_to_the_address_verified_last(person: User, jobs: Any, outbox: Any, frozen: Any) -> None:
    frozen.move(days=1)
    add_identifier(person.subject, "email", "new@example.org")
    add_identifier(person.subject, "email", "claimed@example.org", verified=False)
    start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    jobs.run()
    assert [mail.to for mail in outbox] == [["new@example.org"]]


def test_each_mail_has_a_number_and_links_of_its_own(
    person: User, bystander: User, jobs: Any, outbox: Any
) -> None:
    """The words are made once for all; what leads back to one person stands in that person's mail alone."""
    start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    jobs.run()
    mails = {mail.to[0]: mail.body + mail.alternatives[0][0] for mail in outbox}
    deliveries = {d.to_address: d for d in MailDelivery.objects.all()}
    assert set(mails) == {person.email, bystander.email} == set(deliveries)
    for user, other in ((person, bystander), (bystander, person)):
        own, foreign = deliveries[user.email], deliveries[other.email]
        assert own.reference in mails[user.email]
        assert foreign.reference not in mails[user.email]
        tokens = set(re.findall(r"/(?:unsubscribe|preferences)/([^/\s\"]+)", mails[user.email]))
        (link,) = {MailLink.read(token) for token in tokens}
        assert link == MailLink(user.subject.ref, "digest", own.reference)


def test_pieces_are_bounded_and_their_queries_constant(
    jobs: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(planning, "PIECE", 4)
    monkeypatch.setattr(planning, "PIECES_A_TURN", 2)
    for number in range(9):
        make_person(f"reader{number}@example.org")
    campaign = start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    assert planning.plan(campaign.pk) is True
    campaign.refresh_from_db()
    assert (campaign.job_state, campaign.notices.count()) == ("queued", 8)
    assert planning.plan(campaign.pk) is False
    assert [batch.notices.count() for batch in campaign.batches.order_by("number")] == [4, 4, 1]
    jobs.drop()
    full, _other, small = campaign.batches.order_by("number")
    with django_assert_num_queries(17) as few:
        hand_over(small.pk)
    with django_assert_num_queries(len(few)):
        hand_over(full.pk)
    with django_assert_num_queries(2):
        assert progress_of(campaign).planned == 9


@pytest.mark.promise("P03")
def test_somebody_whose_row_appears_behind_the_planning_is_not_missed(
    person: User, bystander: User, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row's number is given out before it is committed: here the lower one shows up after the higher was planned."""
    monkeypatch.setattr(planning, "PIECE", 1)
    DataSubject.objects.filter(pk=person.subject.pk).update(standing="contact")
    plan_piece = planning._plan_piece
    campaign = start_message(actor=SYSTEM, topic="digest", title="Stories", text="Three of them.")
    jobs.drop()

    def appear_after_the_first(campaign: Campaign) -> bool:
        more = plan_piece(campaign)
        DataSubject.objects.filter(pk=person.subject.pk).update(standing="active")
        return more

    monkeypatch.setattr(planning, "_plan_piece", appear_after_the_first)
    assert planning.plan(campaign.pk) is False
    jobs.run(twice=True)
    assert outcome(campaign) == {
        person.subject.ref.hex: "handed_over",
        bystander.subject.ref.hex: "handed_over",
    }
    assert [b.notices.count() for b in campaign.batches.order_by("number")] == [1, 1]


def test_a_failed_batch_is_tried_again_by_staff(
    person: User, jobs: Any, outbox: Any, officer: User, frozen: Any
) -> None:
    campaign = start_message(actor=SYSTEM, topic="digest", title="News", text="News")
    with pytest.raises(NothingFailed):
        retry_campaign(campaign, actor=actor_for(officer))
    Campaign.objects.filter(pk=campaign.pk).update(topic="gone-topic")
    jobs.run()
    batch = NoticeBatch.objects.get()
    assert (batch.job_state, batch.last_error_code) == ("failed", "unknown_topic")
    assert Notice.objects.get().state == "planned"
    assert progress_of(campaign).failed_batches == 1
    Campaign.objects.filter(pk=campaign.pk).update(topic="digest")
    assert retry_campaign(campaign, actor=actor_for(officer)) == 1
    jobs.run()
    assert outcome(campaign) == {person.subject.ref.hex: "handed_over"}
    assert len(outbox.to(person.email)) == 1
    assert AuditEvent.objects.get(name="consent:campaign:retried").data["jobs"] == 1
