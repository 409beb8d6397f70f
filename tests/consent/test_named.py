"""People whom only others named are told so once, from the data map; who is not, says why (P05, GDPR 14)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.merging import merge_subjects, split_subject
from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, actor_for
from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.history import as_data
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Disclosure, LegalHold, Suppression, User
from accounts.roster.entries import entry_from
from consent.actions.campaigns import tell_named
from consent.campaigns import planning
from consent.models import Campaign, MailDelivery, Notice
from consent.named.counts import counts_by_store
from consent.named.standing import named_by, unsaid
from consent.policy.tables import TABLES
from consent.tasks import tell_people_others_named
from tests.signing_in import sign_in

pytestmark = [pytest.mark.usefixtures("db", "frozen", "committed"), pytest.mark.promise("P05")]


def named(*numbers: int, store: str = "platform", **more: Any) -> list[DataSubject]:
    """Return people whom only a member named, as the company's gift list tells."""
    lines = [
        {"platform_id": f"gift-{n}", "email": f"friend{n}@example.org", "standing": "contact", **more}
        for n in numbers
    ]
    merge_roster(store, entries=[entry_from(line) for line in lines], actor=SYSTEM)
    return [DataSubject.objects.known_by("platform_id", f"gift-{n}", store).get() for n in numbers]


def states() -> dict[str, str]:
    """Return how it stands with each contact of the platform, by reference."""
    return {ref.hex: state for ref, state in named_by("platform").values_list("ref", "named_state")}


def say(monkeypatch: pytest.MonkeyPatch, **said: Any) -> None:
    """Let the data map say this of the platform's contacts."""
    datamap = current()
    store = datamap.stores["platform"]
    changed = replace(store, contacts=replace(store.contacts, **said))
    other = replace(datamap, stores={**datamap.stores, "platform": changed})
    monkeypatch.setattr("consent.named.standing.current", lambda: other)


def test_a_contact_is_told_everything_once(person: User, jobs: Any, outbox: Any) -> None:
    """By an administrative mail with a link for each right; members get nothing, and a repetition sends nothing."""
    gran, uncle = named(1, 2)
    tell_people_others_named()
    jobs.run(twice=True)
    tell_people_others_named()
    assert jobs.waiting == []
    assert states() == {gran.ref.hex: "handed_over", uncle.ref.hex: "handed_over"}
    assert outbox.to(person.email) == []
    (mail,) = outbox.to("friend1@example.org")
    assert len(outbox.to("friend2@example.org")) == 1
    assert mail.subject == "Inkwell: somebody named you to us"
    html = mail.alternatives[0][0]
    for said in (
        "Inkwell Reading Rooms, Inc.", "from a member who has you in their contacts", "Other members: who follows",
        "To do what that member asked for",
        "legitimate interest of the company", "What protects it there", "privacy-officer@inkwell.example",
        "eu-representative@inkwell.example", "/ask/", "/authorities/", "/policy/", "You get this mail once",
    ):  # fmt: skip
        assert said in mail.body, said
        assert said in html, said
    for receiver in current().recipients.values():
        receives = "others-contact" in receiver.categories and receiver.active
        if receives and (not receiver.purposes or "requests-about-others" in receiver.purposes):
            assert receiver.name in mail.body
    assert set(
        MailDelivery.objects.filter(template="consent/named").values_list("message_class", flat=True)
    ) == {"administrative"}
    # Who is named later is told by a campaign of their own.
    (later,) = named(3)
    assert tell_named(actor=SYSTEM) == 1
    jobs.run()
    assert states()[later.ref.hex] == "handed_over"
    assert len(outbox.to("friend1@example.org")) == 1
    assert Notice.objects.filter(subject__in=[gran, uncle, later]).count() == 3


def test_without_words_for_them_category_and_purpose_speak(
    monkeypatch: pytest.MonkeyPatch, jobs: Any, outbox: Any
) -> None:
    store = current().stores["platform"]
    assert store.contacts is not None
    bare = replace(store, contacts=replace(store.contacts, held="", used=""))
    datamap = replace(current(), stores={**current().stores, "platform": bare})
    monkeypatch.setattr("consent.named.telling.current", lambda: datamap)
    named(1)
    tell_named(actor=SYSTEM)
    jobs.run()
    (mail,) = outbox.to("friend1@example.org")
    assert "People you brought: " in mail.body
    assert "Do what you asked for somebody else: " in mail.body


def test_who_is_not_told_says_why_and_who_may_be_told_later_is(jobs: Any, outbox: Any) -> None:
    held, silent, suppressed, joined, gone, told = named(1, 2, 3, 4, 5, 6)
    hold = LegalHold.objects.create(subject=held, reason="A case", owner="Legal", review_on=date(2027, 1, 1))
    silent.identifiers.filter(kind="email").delete()
    tell_named(actor=SYSTEM)
    planning.plan(Campaign.objects.get().pk)
    assert states()[told.ref.hex] == "planned"
    Suppression.objects.create(kind="email", digest=keyed_hash("email", "friend3@example.org"))
    DataSubject.objects.filter(pk=joined.pk).update(standing="active")
    DataSubject.objects.filter(pk=gone.pk).update(standing="erased", erased_at=now())
    jobs.run()
    assert states() == {
        held.ref.hex: "held",
        silent.ref.hex: "no_address",
        suppressed.ref.hex: "suppressed",
        told.ref.hex: "handed_over",
    }
    reasons = dict(Notice.objects.values_list("subject", "reason"))
    assert reasons == {suppressed.pk: "suppressed", joined.pk: "joined", gone.pk: "gone", told.pk: ""}
    assert [mail.to for mail in outbox] == [["friend6@example.org"]]
    # The hold is over, and the rest stays as it is.
    LegalHold.objects.filter(pk=hold.pk).update(released_at=now())
    assert tell_named(actor=SYSTEM) == 1
    jobs.run()
    assert states()[held.ref.hex] == "handed_over"
    assert len(outbox) == 2


def test_late_is_a_month_or_a_disclosure(frozen: Any) -> None:
    """Told within a month from the day they were named, and before anybody else learns of them (GDPR 14(3))."""
    gran, uncle = named(1, 2)
    assert set(states().values()) == {"waiting"}
    Disclosure.objects.create(
        subject=uncle, sender="Shop", external_id="1", recipient="hosting", category="others-contact",
        ground="contract", disclosed_at=now(),
    )  # fmt: skip
    assert states() == {gran.ref.hex: "waiting", uncle.ref.hex: "overdue"}
    frozen.move(days=31)
    assert states()[gran.ref.hex] == "waiting", "2 January is the last day"
    frozen.move(days=1)
    assert states()[gran.ref.hex] == "overdue"
    # Known for long by another store's list, and named by this one today: the month begins today.
    (known,) = named(3, store="portal")
    DataSubject.objects.filter(pk=known.pk).update(created_at=now() - timedelta(days=90))
    assert named(3) == [known]
    assert states()[known.ref.hex] == "waiting"
    (shown,) = [one for one in counts_by_store()[0].untold if one.ref == known.ref]
    assert shown.named_at == now()


def test_two_contacts_who_are_one_person_are_told_once(officer: User, jobs: Any, outbox: Any) -> None:
    """Also when the one who was told is merged into one who waits; a split gives the notice back."""
    (told,) = named(1)
    tell_named(actor=SYSTEM)
    jobs.run()
    waiting, bystander = named(2, 3)
    trace = merge_subjects(told, into=waiting, ground="asked", actor=actor_for(officer))
    assert states() == {waiting.ref.hex: "handed_over", bystander.ref.hex: "waiting"}
    tell_named(actor=SYSTEM)
    jobs.run()
    assert sorted(mail.to for mail in outbox) == [["friend1@example.org"], ["friend3@example.org"]]
    split_subject(trace, actor=actor_for(officer))
    assert states()[told.ref.hex] == "handed_over"
    assert states()[waiting.ref.hex] == "waiting"


def test_an_exception_of_the_map_is_kept_to(monkeypatch: pytest.MonkeyPatch, jobs: Any, outbox: Any) -> None:
    """Nobody is written to while it says so; also when it comes between planning and sending. Without it they are told."""
    (gran,) = named(1)
    tell_named(actor=SYSTEM)
    planning.plan(Campaign.objects.get().pk)
    with monkeypatch.context() as patch:
        say(patch, notice="disproportionate", not_told_because="Nobody can be found behind these.")
        jobs.run()
        assert Notice.objects.get().reason == "exempt"
        assert states() == {gran.ref.hex: "exempt"}
        assert tell_named(actor=SYSTEM) == 0
    assert states() == {gran.ref.hex: "waiting"}
    assert tell_named(actor=SYSTEM) == 1
    jobs.run()
    assert len(outbox) == 1


def test_one_notice_at_a_time_for_a_store(jobs: Any) -> None:
    """A failed one waits for staff; two at once could plan somebody twice."""
    named(1)
    assert tell_named(actor=SYSTEM) == 1
    assert tell_named(actor=SYSTEM) == 0
    Campaign.jobs.update(job_state="failed")
    assert tell_named(actor=SYSTEM) == 0
    with pytest.raises(Exception, match="consent_campaign_named_one_unfinished"):
        Campaign.objects.create(kind="named", topic="named-by-others", title="Twice", store="platform")


def test_contacts_of_whom_the_map_says_nothing_are_seen() -> None:
    named(1)
    stray = DataSubject.objects.create(standing="contact")
    assert list(unsaid()) == [stray]


def test_staff_see_who_was_told_and_who_was_not_and_why(
    client: Client, officer: User, person: User, jobs: Any, django_assert_num_queries: Any
) -> None:
    """In counts, and references of those who are not; no address. The number of queries does not grow with the people."""
    named(1, 2)
    tell_named(actor=SYSTEM)
    jobs.run()
    held, late = named(3, 4)
    LegalHold.objects.create(subject=held, reason="A case", owner="Legal", review_on=date(2027, 1, 1))
    late.identifiers.update(created_at=now() - timedelta(days=60))
    DataSubject.objects.create(standing="contact")
    with django_assert_num_queries(2):
        (platform,) = counts_by_store()
    assert platform.states == {"handed_over": 2, "held": 1, "overdue": 1}
    assert [(one.ref, one.due_on) for one in platform.untold] == [
        (late.ref, date(2026, 11, 3)),
        (held.ref, date(2027, 1, 2)),
    ]
    url = reverse("admin:consent_campaign_named")
    page = sign_in(client, officer, second_factor=True).get(url).content.decode()
    for said in (
        str(late.ref),
        "3 November 2026",
        "Told",
        "under a legal hold",
        "1 contact of whom the data map",
    ):
        assert said in page, said
    assert "friend" not in page
    assert sign_in(Client(), person).get(url).status_code == 302


def test_the_policy_says_whom_others_name_and_how_they_are_told() -> None:
    """Also by which exception nobody is written to, and why (GDPR 14(5)(b))."""
    datamap = as_data(current())
    ((who, source, purpose, told),) = TABLES["named"](datamap)[1]
    assert (who[0], purpose[0]) == ("People you brought", "Do what you asked for somebody else")
    assert source.startswith("Other members")
    assert told == "We write to them once, within a month"
    said = datamap["stores"]["platform"]["contacts"]
    said |= {"notice": "disproportionate", "not_told_because": "Nobody can be found behind these."}
    ((*_rest, told),) = TABLES["named"](datamap)[1]
    assert "GDPR 14(5)(b)" in told[0]
    assert told[1] == "Nobody can be found behind these."
