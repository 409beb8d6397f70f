"""Two people who are one: everything of theirs moves and can be read, and a split moves exactly that back."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.disclosures import record_disclosures
from accounts.actions.merging import keep_apart, merge_subjects, split_subject
from accounts.actor import SYSTEM, actor_for
from accounts.errors import NotAllowed
from accounts.merging import CannotMerge, parts
from accounts.models import (
    AuditEvent,
    DataSubject,
    Disclosure,
    LegalHold,
    ProcessingRestriction,
    SubjectConflict,
    SubjectMerge,
    User,
)
from accounts.sealing import unseal
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.decisions import decide
from consent.models import ConsentRecord
from dsr.actions.requests import submit_request
from dsr.contact import Contact, contact_of
from dsr.models import DataSubjectRequest
from exports.actions.packages import request_package
from exports.stores.collect import count
from exports.stores.locate import locate, proven_values
from exports.stores.registry import open_store
from tests.people import add_identifier, make_person
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("frozen")]


@pytest.fixture
def former(db: None) -> DataSubject:
    """Return Maya as the shop knows her: a number, a held address, a request, a disclosure, and no account."""
    subject = DataSubject.objects.create(residence="DE-BY")
    add_identifier(subject, "platform_id", "7", store="platform")
    add_identifier(subject, "email", "old@example.org")
    LegalHold.objects.create(subject=subject, reason="A case.", owner="Counsel", review_on="2027-01-01")
    ProcessingRestriction.objects.create(subject=subject, ground="contested")
    row = {
        "id": "1",
        "email": "old@example.org",
        "recipient": "accountants",
        "category": "business",
        "ground": "adviser",
        "disclosed_at": "2026-11-30",
    }
    held = row | {"id": "2", "withheld_until": "2027-01-31"}
    assert record_disclosures([row, held], sender="CRM", actor=SYSTEM).counts["recorded"] == 2
    record_choices(
        Holder.of(subject),
        actor=SYSTEM,
        choices=[Choice("topic", "digest", allowed=False, channel="mail")],
        method="staff",
    )
    return subject


@pytest.fixture
def staff(officer: User) -> Any:
    """Return the officer as actor."""
    return actor_for(officer)


def state_of(subject: DataSubject) -> dict[str, int]:
    """Return how much of each part hangs on somebody."""
    return {key: part.count(subject) for key, part in parts.items()}


def test_everything_moves_and_is_readable(
    former: DataSubject, person: User, bystander: User, staff: Any
) -> None:
    """Addresses and letters are sealed anew; the bystander has what they had."""
    asked = ask_as(former)
    others = state_of(bystander.subject)
    before, own = state_of(former), state_of(person.subject)
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert state_of(former) == dict.fromkeys(parts, 0)
    assert state_of(person.subject) == {key: before[key] + own[key] for key in parts}
    assert state_of(bystander.subject) == others
    assert {kind: sorted(found) for kind, found in proven_values(person.subject, "platform").items()} == {
        "email": ["maya@example.org", "old@example.org"],
        "platform_id": ["7"],
    }
    assert DataSubject.objects.known_by("email", "old@example.org").get() == person.subject
    asked.refresh_from_db()
    assert (asked.subject, contact_of(asked).email) == (person.subject, "old@example.org")
    assert Disclosure.objects.told_to(person.subject).count() == 1
    assert LegalHold.objects.get().subject == person.subject
    assert sum(map(len, trace.moved.values())) == sum(before.values())
    event = AuditEvent.objects.get(name="accounts:subject:merged")
    assert (event.subject_ref, event.data["former"]) == (person.subject.ref, str(former.ref))


def ask_as(subject: DataSubject, right: str = "restriction") -> DataSubjectRequest:
    """Return a request of somebody without an account, with a sealed address."""
    return submit_request(
        subject, actor=SYSTEM, right=right, channel="portal", contact=Contact("old@example.org", "Maya")
    )


def test_what_either_refused_is_refused_and_the_ledger_stays(
    former: DataSubject, person: User, client: Client, staff: Any
) -> None:
    """The former's chain is not touched, is shown with the person's own, and stands in the copy."""
    ProcessingRestriction.objects.all().delete()
    chain = list(ConsentRecord.objects.filter(holder=former.ref).values())
    assert decide(person.subject, topic="digest").reason != "opted_out"
    merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert list(ConsentRecord.objects.filter(holder=former.ref).values()) == chain
    assert decide(person.subject, topic="digest").reason == "opted_out"
    assert decide(former, topic="digest").reason == "gone"
    sign_in(client, person)
    page = client.get(reverse("consent:history")).context["page_obj"]
    assert {entry.holder for entry in page.object_list} == {former.ref, person.subject.ref}
    listed = client.get("/api/v1/choices/history").json()["results"]
    assert len(listed) == 2
    first = ConsentRecord.objects.get(holder=former.ref)
    assert client.get(reverse("consent:receipt", args=[first.ref])).status_code == 200
    store = open_store("portal")
    assert count(store, locate(store, person.subject))["consent_consentrecord"] == 2


def test_restrictions_come_along(former: DataSubject, person: User, staff: Any) -> None:
    """The one person is restricted as either was."""
    merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert decide(person.subject, topic="digest").reason == "restricted"


def test_a_split_moves_exactly_that_back(former: DataSubject, person: User, staff: Any) -> None:
    """What came meanwhile stays with the person; everything can be read again."""
    asked = ask_as(former)
    before, own = state_of(former), state_of(person.subject)
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    add_identifier(person.subject, "email", "later@example.org")
    split_subject(trace, actor=staff)
    assert state_of(former) == before
    assert state_of(person.subject) == own | {"identifiers": own["identifiers"] + 1}
    former.refresh_from_db()
    asked.refresh_from_db()
    assert former.merged_into is None
    assert (asked.subject, contact_of(asked).email) == (former, "old@example.org")
    for row in former.identifiers.all():
        assert unseal(former, row.sealed_value, life="account") in {"7", "old@example.org"}
    assert DataSubject.objects.known_by("platform_id", "7", "platform").get() == former
    with pytest.raises(CannotMerge) as refused:
        split_subject(trace, actor=staff)
    assert refused.value.code == "not_merged"
    again = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert SubjectMerge.objects.filter(split_at=None).get() == again


def test_one_step_leads_to_the_person_however_often_they_were_merged(
    former: DataSubject, person: User, bystander: User, staff: Any
) -> None:
    """Who was merged into the former follows, and comes back with a split."""
    first = DataSubject.objects.create()
    merge_subjects(first, into=former, ground="asked", actor=staff)
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    first.refresh_from_db()
    assert first.merged_into == person.subject
    store = open_store("portal")
    assert set(locate(store, person.subject).keys["accounts_datasubject"]) == {
        (person.subject.pk,), (former.pk,), (first.pk,),
    }  # fmt: skip
    split_subject(trace, actor=staff)
    first.refresh_from_db()
    assert first.merged_into == former


def test_the_same_address_on_both_sides(former: DataSubject, person: User, staff: Any) -> None:
    """What nobody proved gives way to what is proven; a telephone both have proven stays once on each."""
    add_identifier(person.subject, "email", "old@example.org", verified=False)
    for subject in (former, person.subject):
        row = add_identifier(subject, "phone", "+49 30 1", verified=False)
        row.exclusive, row.verified_at = False, row.created_at
        row.save()
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert DataSubject.objects.known_by("email", "old@example.org").get() == person.subject
    assert person.subject.identifiers.filter(kind="phone").count() == 1
    assert former.identifiers.filter(kind="phone").count() == 1
    split_subject(trace, actor=staff)
    assert former.identifiers.count() == 3


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda former, into: make_user(former), "both_have_accounts"),
        (lambda former, into: update(former, standing="closing"), "closing"),
        (lambda former, into: update(into, standing="erased", erased_at=into.created_at), "erased"),
        (lambda former, into: update(former, merged_into=DataSubject.objects.create()), "merged_already"),
        (lambda former, into: update(into, standing="contact"), "contact_kept"),
        (lambda former, into: request_package(into, actor=SYSTEM), "copy_being_made"),
        (lambda former, into: ask_as(into, "erasure"), "erasure_asked"),
        (lambda former, into: former.keys.all().delete(), "unreadable"),
    ],
)
def test_what_stands_in_the_way_has_a_name(
    former: DataSubject, person: User, staff: Any, spoil: Any, code: str
) -> None:
    """Then nothing moves at all."""
    spoil(former, person.subject)
    before = state_of(former)
    with pytest.raises(CannotMerge) as refused:
        merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    assert refused.value.code == code
    assert str(refused.value.message)
    assert state_of(former) == before


def test_nobody_is_merged_with_themselves(person: User, staff: Any) -> None:
    """One entry is one person already."""
    with pytest.raises(CannotMerge) as refused:
        merge_subjects(person.subject, into=person.subject, ground="asked", actor=staff)
    assert refused.value.code == "same_person"


def update(subject: DataSubject, **values: Any) -> None:
    """Change a subject in the database."""
    DataSubject.objects.filter(pk=subject.pk).update(**values)


def make_user(subject: DataSubject) -> None:
    """Give a subject an account."""
    User.objects.create_user("second@example.org", subject=subject)


def test_only_staff_with_the_permission(former: DataSubject, person: User, staff: Any) -> None:
    """Neither the person, nor the portal by itself, nor anybody on the staff."""
    plain = User.objects.create_user("plain@example.org", is_staff=True)
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    for actor in (actor_for(person), SYSTEM, actor_for(plain)):
        with pytest.raises(NotAllowed):
            merge_subjects(former, into=person.subject, ground="asked", actor=actor)
        with pytest.raises(NotAllowed):
            split_subject(trace, actor=actor)
        with pytest.raises(NotAllowed):
            keep_apart(SubjectConflict(), actor=actor)


def test_an_account_moves_with_its_person(former: DataSubject, staff: Any) -> None:
    """Whoever signs in with it is the one person."""
    user = make_person("new@example.org")
    merge_subjects(user.subject, into=former, ground="asked", actor=staff)
    user.refresh_from_db()
    assert user.subject == former


def test_staff_review_merge_and_split(
    client: Client, former: DataSubject, person: User, officer: User
) -> None:
    """The review shows counts and no values, and leaves a trace; a decided conflict is not asked again."""
    first, second = sorted((former, person.subject), key=lambda one: one.pk)
    SubjectConflict.objects.create(first=first, second=second, store="platform")
    sign_in(client, officer, second_factor=True)
    listing = client.get(reverse("admin:accounts_subjectconflict_changelist")).content.decode()
    address = reverse("admin:accounts_subjectmerge_review")
    assert f"{address}?former={second.ref}&amp;into={first.ref}" in listing
    given = {"former": str(former.ref), "into": str(person.subject.ref)}
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address, given).content.decode()
    assert len(asked) <= 2 * len(parts) + 24
    assert "Legal holds" in page
    assert "o…@e….org" in page
    assert "m…@e….org" in page
    for value in ("old@example.org", "maya@example.org", "A case."):
        assert value not in page
    assert AuditEvent.objects.filter(name="accounts:subject:merge_reviewed").count() == 1
    assert client.get(address, {"former": "x"}).status_code == 404
    for missing in ({}, {"ground": "asked"}, {"sure": "on"}, {"ground": "because", "sure": "on"}):
        assert "errorlist" in client.post(address, given | missing).content.decode()
    assert not SubjectMerge.objects.exists()
    given |= {"ground": "asked", "sure": "on"}
    client.post(address, given)
    trace = SubjectMerge.objects.get()
    assert trace.ground == "asked"
    assert SubjectConflict.objects.get().state == "merged"
    refused = client.post(address, given)
    assert "merged with somebody already" in refused.content.decode()
    merges = reverse("admin:accounts_subjectmerge_changelist")
    assert str(former.ref) in client.get(merges).content.decode()
    client.post(merges, {"action": "split", "_selected_action": [trace.pk]})
    trace.refresh_from_db()
    assert trace.split_at is not None
    assert SubjectConflict.objects.get().state == "apart"


def test_staff_look_two_people_up(
    client: Client, former: DataSubject, person: User, bystander: User, officer: User
) -> None:
    """By a whole reference or a proven address; whoever asks leaves a trace, and no address comes into an address line."""
    address = reverse("admin:accounts_subjectmerge_find")
    staff = User.objects.create_user("plain@example.org", is_staff=True)
    sign_in(client, staff, second_factor=True)
    assert client.get(address).status_code == 403
    assert client.post(address, {"into": "maya@example.org"}).status_code == 403
    client.logout()
    sign_in(client, officer, second_factor=True)
    changes = client.get(reverse("admin:accounts_subjectmerge_changelist")).content.decode()
    assert f'href="{address}"' in changes
    assert str(former.ref) in client.get(address, {"into": str(former.ref)}).content.decode()
    add_identifier(person.subject, "email", "typed@example.org", verified=False)
    for nobody in ("typed@example.org", "nobody@example.org", str(former.ref)[:8], "7"):
        page = client.post(address, {"into": nobody, "former": str(former.ref)}).content.decode()
        assert "This names nobody" in page
    answer = client.post(address, {"into": " Maya@Example.org ", "former": str(former.ref)})
    review = reverse("admin:accounts_subjectmerge_review")
    assert answer.url == f"{review}?former={former.ref}&into={person.subject.ref}"
    seen = AuditEvent.objects.filter(name="accounts:subject:looked_for").order_by("pk")
    assert [(one.subject_ref, one.data) for one in seen][-2:] == [
        (person.subject.ref, {"by": "address", "found": 1}),
        (former.ref, {"by": "reference", "found": 1}),
    ]
    assert seen.first().subject_ref is None
    assert str(bystander.subject.ref) not in client.get(answer.url).content.decode()


def test_a_split_brings_nobody_back(former: DataSubject, person: User, staff: Any) -> None:
    """Neither who was merged nor who they became, once one of them was erased."""
    trace = merge_subjects(former, into=person.subject, ground="asked", actor=staff)
    before = state_of(person.subject)
    for erased, code in ((former, "former_erased"), (person.subject, "erased")):
        update(erased, standing="erased", erased_at=erased.created_at)
        with pytest.raises(CannotMerge) as refused:
            split_subject(trace, actor=staff)
        assert refused.value.code == code
        update(erased, standing="active", erased_at=None)
    assert state_of(person.subject) == before
    assert split_subject(trace, actor=staff).split_at is not None


def test_staff_keep_two_people_apart(
    client: Client, former: DataSubject, person: User, officer: User
) -> None:
    """Once said, the roster does not ask again."""
    first, second = sorted((former, person.subject), key=lambda one: one.pk)
    conflict = SubjectConflict.objects.create(first=first, second=second, store="platform")
    sign_in(client, officer, second_factor=True)
    chosen = {"action": "apart", "_selected_action": [conflict.pk]}
    client.post(reverse("admin:accounts_subjectconflict_changelist"), chosen)
    conflict.refresh_from_db()
    assert conflict.state == "apart"
    assert AuditEvent.objects.filter(name="accounts:subject:kept_apart").count() == 1
