"""The decision whether a message may reach its person: every reason, one and many, and asked when the mail leaves."""

from typing import Any

import pytest
from django.core import mail

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.jobs import LeaseLost
from accounts.mail import compose, send, send_many
from accounts.models import DataSubject, ProcessingRestriction, User
from accounts.sweep import sweep
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.decisions import ALLOWING, decide, with_decision
from consent.delivery import deliver, forget_addresses
from consent.models import MailDelivery
from tests.consent.letters import choose, send_digest
from tests.job_safety import Killed, dying_before
from tests.people import make_person


def restrict(subject: DataSubject, purpose: str = "", **more: Any) -> None:
    ProcessingRestriction.objects.create(subject=subject, purpose=purpose, ground="contested", **more)


def chose(subject: DataSubject, topic: str, *, allowed: bool) -> None:
    choice = Choice("topic", topic, allowed=allowed, channel="mail")
    record_choices(Holder.of(subject), actor=SYSTEM, choices=[choice], method="page")


def crowd(topic: str) -> dict[str, DataSubject]:
    """Return one person for each thing that decides, by what is the case with them."""
    purpose = current().topics[topic].purpose
    people = {
        name: DataSubject.objects.create(standing=standing)
        for name, standing in {
            "said nothing": "active",
            "said yes": "active",
            "said no": "active",
            "said yes, then no": "active",
            "said no, then yes": "active",
            "restricted for all": "active",
            "restricted for this": "active",
            "restricted for something else": "active",
            "restricted formerly": "active",
            "yes and restricted": "active",
            "suspended": "suspended",
            "closing": "closing",
            "closed, said yes": "closed",
            "somebody else's contact": "contact",
        }.items()
    }
    people["erased"] = DataSubject.objects.create(standing="erased", erased_at=now())
    people["merged"] = DataSubject.objects.create(merged_into=people["said yes"])
    for name, subject in people.items():
        for word in name.split(", "):
            if word.endswith(("said yes", "then yes", "said no", "then no")):
                chose(subject, topic, allowed=word.endswith("yes"))
    chose(people["yes and restricted"], topic, allowed=True)
    restrict(people["yes and restricted"])
    restrict(people["restricted for all"])
    restrict(people["restricted for this"], purpose)
    restrict(people["restricted for something else"], "legal-duties")
    restrict(people["restricted formerly"], lifted_at=now())
    return people


REASONS = {
    "said nothing": ("on_by_default", "never_agreed"),
    "said yes": ("opted_in", "opted_in"),
    "said no": ("opted_out", "opted_out"),
    "said yes, then no": ("opted_out", "opted_out"),
    "said no, then yes": ("opted_in", "opted_in"),
    "restricted for all": ("restricted", "restricted"),
    "restricted for this": ("restricted", "restricted"),
    "restricted for something else": ("on_by_default", "never_agreed"),
    "restricted formerly": ("on_by_default", "never_agreed"),
    "yes and restricted": ("restricted", "restricted"),
    "suspended": ("on_by_default", "never_agreed"),
    "closing": ("closing", "closing"),
    "closed, said yes": ("closing", "closing"),
    "somebody else's contact": ("third_party", "third_party"),
    "erased": ("gone", "gone"),
    "merged": ("gone", "gone"),
}
"""What is the case with somebody, and the reason for a topic that starts on and for one that starts off."""


@pytest.mark.promise("P21", "P22")
@pytest.mark.parametrize(("topic", "place"), [("digest", 0), ("newsletter", 1)])
def test_every_reason_and_the_same_for_one_and_for_many(
    db: None, topic: str, place: int, django_assert_num_queries: Any
) -> None:
    people = crowd(topic)
    expected = {name: reasons[place] for name, reasons in REASONS.items()}
    assert {name: decide(subject, topic=topic).reason for name, subject in people.items()} == expected
    with django_assert_num_queries(1):
        many = dict(
            with_decision(DataSubject.objects.all(), current().topics[topic], "mail").values_list(
                "pk", "send_reason"
            )
        )
    assert {name: many[subject.pk] for name, subject in people.items()} == expected


@pytest.mark.promise("P22")
def test_administrative_messages_reach_everybody(db: None) -> None:
    """Whatever somebody chose: also who is leaving or has left, and an address nobody knows."""
    people = crowd("digest")
    topic = current().topics["security"]
    reasons = {decide(subject, topic="security").reason for subject in [*people.values(), None]}
    assert reasons == {"administrative"}
    assert set(
        with_decision(DataSubject.objects.all(), topic, "mail").values_list("send_reason", flat=True)
    ) == {"administrative"}


def test_the_channel_counts(person: User) -> None:
    """An answer is for one channel; a topic that does not use a channel is not sent by it."""
    assert decide(person.subject, topic="activity", channel="push").reason == "never_agreed"
    choose(person, "activity", allowed=True, channel="push")
    assert decide(person.subject, topic="activity", channel="push").reason == "opted_in"
    choose(person, "activity", allowed=False, channel="push")
    assert decide(person.subject, topic="activity", channel="push").reason == "opted_out"
    assert decide(person.subject, topic="activity", channel="mail").reason == "on_by_default"
    assert decide(person.subject, topic="digest", channel="push").reason == "not_by_this_channel"
    assert decide(person.subject, topic="security", channel="push").reason == "not_by_this_channel"


def test_nobody_known_gets_what_can_be_switched_off(db: None) -> None:
    assert decide(None, topic="digest").reason == "nobody_known"
    with pytest.raises(KeyError):
        decide(None, topic="nothing")


def test_only_these_reasons_let_a_message_through() -> None:
    assert {"administrative", "opted_in", "on_by_default"} == ALLOWING


@pytest.mark.promise("P21")
@pytest.mark.usefixtures("digest")
def test_a_waiting_mail_stays_when_its_person_says_no(
    committed: None, jobs: Any, person: User, bystander: User
) -> None:
    """Both mails are written while both may be sent; one person then says no, and only the other's leaves."""
    mail.outbox = []
    kept, sent = send_digest(person), send_digest(bystander)
    assert (kept.message_class, kept.payload["subject"]) == ("editorial", "Stories of today")
    choose(person, "digest", allowed=False)
    jobs.run(twice=True)
    kept.refresh_from_db()
    sent.refresh_from_db()
    assert (kept.job_state, kept.decision, kept.sent_at) == ("cancelled", "opted_out", None)
    assert (kept.payload, kept.to_address, kept.last_error_code) == ({}, "", "")
    assert (sent.job_state, sent.decision, sent.to_address) == ("done", "on_by_default", "tom@example.org")
    assert [m.to for m in mail.outbox] == [["tom@example.org"]]


@pytest.mark.usefixtures("digest")
def test_the_last_letters_of_somebody_who_leaves_still_go(outbox: Any, person: User) -> None:
    held = send_digest(person)
    DataSubject.objects.filter(pk=person.subject.pk).update(standing="closing")
    send(
        "accounts/sign_in_code",
        to=person.email,
        context={"code": "ABCD-2345"},
        subject_ref=person.subject_ref,
    )
    assert [m.subject for m in outbox] == ["Your sign-in code"]
    held.refresh_from_db()
    assert held.decision == "closing"


@pytest.mark.usefixtures("digest")
def test_a_topic_that_is_no_more_is_not_sent(outbox: Any, person: User) -> None:
    row = send_digest(person)
    MailDelivery.objects.filter(pk=row.pk).update(topic="former")
    assert len(outbox) == 0
    row.refresh_from_db()
    assert (row.job_state, row.decision) == ("cancelled", "unknown_topic")


@pytest.mark.usefixtures("digest")
def test_what_was_called_off_stays_so_however_workers_die(
    committed: None, jobs: Any, frozen: Any, outbox: Any, person: User
) -> None:
    """A worker claims and dies; the next one calls the mail off, and the first, come back, can change nothing."""
    row = send_digest(person)
    choose(person, "digest", allowed=False)
    jobs.drop()
    dead = MailDelivery.claim(row.pk)
    assert dead is not None
    deliver(row.pk)
    row.refresh_from_db()
    assert row.job_state == "working"
    frozen.move(minutes=4)
    assert sweep() == 1
    jobs.run(twice=True)
    row.refresh_from_db()
    assert (row.job_state, row.decision) == ("cancelled", "opted_out")
    for commit in (dead.finish, dead.call_off, dead.heartbeat):
        with pytest.raises(LeaseLost):
            commit()
    assert not row.cancel()
    row.requeue()
    assert row.job_state == "cancelled"
    assert len(outbox) == 0


@pytest.mark.usefixtures("digest")
def test_a_worker_that_dies_over_the_decision_sends_nothing(
    committed: None, jobs: Any, frozen: Any, outbox: Any, person: User
) -> None:
    """Killed after deciding and before it is written down: the next worker decides again, also if the person has changed their mind."""
    row = send_digest(person)
    choose(person, "digest", allowed=False)
    jobs.drop()
    with dying_before(1), pytest.raises(Killed):
        deliver(row.pk)
    row.refresh_from_db()
    assert (row.job_state, row.decision) == ("working", "")
    choose(person, "digest", allowed=True)
    frozen.move(minutes=4)
    assert sweep() == 1
    jobs.run()
    row.refresh_from_db()
    assert (row.job_state, row.decision) == ("done", "opted_in")
    assert len(outbox) == 1


@pytest.mark.usefixtures("digest")
def test_a_called_off_mail_forgets_whom_it_was_for(
    frozen: Any, settings: Any, outbox: Any, person: User
) -> None:
    row = send_digest(person)
    choose(person, "digest", allowed=False)
    assert len(outbox) == 0
    frozen.move(days=settings.MAIL_RECORD_DAYS)
    assert forget_addresses() == 0
    frozen.move(days=1)
    assert forget_addresses() == 1
    row.refresh_from_db()
    assert row.subject is None


def test_many_mails_are_written_at_once(
    committed: None, jobs: Any, digest: str, django_assert_num_queries: Any
) -> None:
    """The number of statements does not grow with the number of mails, and each has its own nudge and number."""
    users = [make_person(f"reader{n}@example.org") for n in range(5)]
    for some in (users[:2], users):
        letters = [compose(digest, to=user.email, subject_ref=user.subject_ref) for user in some]
        with django_assert_num_queries(4):
            assert send_many(letters) == len(some)
        assert len(jobs.waiting) == len(some)
        jobs.drop()
    rows = MailDelivery.objects.all()
    assert len({row.reference for row in rows}) == 7
    assert {row.subject_id for row in rows} == {user.subject_id for user in users}
