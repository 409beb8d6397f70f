"""The roster: the company's people become data subjects, once, and nobody erased comes back."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.corrections import correct_subject
from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, actor_for
from accounts.keyed_hash import keyed_hash
from accounts.models import AuditEvent, CorrectedFact, DataSubject, Identifier, Suppression, User
from accounts.roster import matching
from accounts.roster.entries import BadEntry, entry_from
from accounts.sealing import unseal


def people(*numbers: int, **more: Any) -> list[Any]:
    """Return roster entries for these numbers."""
    return [
        entry_from(
            {"platform_id": n, "email": f"Reader{n}@Example.org", "residence": "DE", "language": "de", **more}
        )
        for n in numbers
    ]


def test_people_become_subjects(db: None) -> None:
    """Each person gets a subject with sealed, verified identifiers that locate them."""
    counts = merge_roster("platform", entries=people(1, 2), actor=SYSTEM)
    assert counts == Counter(created=2)
    subject = DataSubject.objects.known_by("email", "reader1@example.org").get()
    assert (subject.residence, subject.language, subject.standing) == ("DE", "de", "active")
    assert DataSubject.objects.known_by("platform_id", "1", "platform").get() == subject
    sealed = subject.identifiers.get(kind="email").sealed_value
    assert unseal(subject, sealed, life="account") == "Reader1@Example.org"
    event = AuditEvent.objects.get(name="accounts:roster:merged")
    assert event.data == {"store": "platform", "created": 2, "changed": 0}


def test_a_second_sync_changes_nothing(db: None) -> None:
    """The same people again are the same rows."""
    merge_roster("platform", entries=people(1, 2), actor=SYSTEM)
    before = list(Identifier.objects.order_by("pk").values())
    assert merge_roster("platform", entries=people(1, 2), actor=SYSTEM) == Counter(unchanged=2)
    assert list(Identifier.objects.order_by("pk").values()) == before


def test_what_changed_at_the_company_changes_here(db: None) -> None:
    """A new address replaces the old one, which locates nobody any more; the other person is untouched."""
    merge_roster("platform", entries=people(1, 2), actor=SYSTEM)
    subject = DataSubject.objects.known_by("email", "reader1@example.org").get()
    counts = merge_roster(
        "platform", entries=people(1, email="new@example.org", standing="suspended"), actor=SYSTEM
    )
    assert counts == Counter(changed=1)
    assert DataSubject.objects.known_by("email", "new@example.org").get() == subject
    assert not DataSubject.objects.known_by("email", "reader1@example.org").exists()
    assert DataSubject.objects.known_by("email", "reader2@example.org").exists()
    subject.refresh_from_db()
    assert subject.standing == "suspended"


def test_a_person_who_signed_up_first_is_the_same_person(person: User) -> None:
    """The roster adds its number to the subject who proved the same address here."""
    counts = merge_roster("platform", entries=people(7, email="MAYA@example.org"), actor=SYSTEM)
    assert (counts["linked"], counts["created"]) == (1, 0)
    assert DataSubject.objects.known_by("platform_id", "7", "platform").get() == person.subject
    assert person.subject.identifiers.filter(kind="email").count() == 1


@pytest.mark.promise("P05", "P38")
def test_nobody_erased_comes_back(db: None) -> None:
    """A suppressed number or address is left out, and the others of the batch are taken."""
    Suppression.objects.create(kind="platform_id", store="platform", digest=keyed_hash("platform_id", "1"))
    Suppression.objects.create(kind="email", digest=keyed_hash("email", "reader2@example.org"))
    counts = merge_roster("platform", entries=people(1, 2, 3), actor=SYSTEM)
    assert counts == Counter(created=1, suppressed=2)
    assert DataSubject.objects.count() == 1


def test_an_address_of_somebody_else_is_not_taken_over(db: None) -> None:
    """Two accounts with one address: the first keeps it, the second is a person without it."""
    merge_roster("platform", entries=people(1), actor=SYSTEM)
    first = DataSubject.objects.known_by("email", "reader1@example.org").get()
    merge_roster("platform", entries=people(2), actor=SYSTEM)
    counts = merge_roster("platform", entries=people(2, email="reader1@example.org"), actor=SYSTEM)
    assert counts["conflicting"] == 1
    assert DataSubject.objects.known_by("email", "reader1@example.org").get() == first
    assert DataSubject.objects.known_by("platform_id", "2", "platform").exists()


def test_who_was_faster_keeps_the_address(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address taken between looking and writing is left out, and everybody else of the batch is written."""
    merge_roster("platform", entries=people(1), actor=SYSTEM)
    first = DataSubject.objects.known_by("email", "reader1@example.org").get()
    monkeypatch.setattr(matching, "_owners", lambda places: {})
    counts = merge_roster("ferry", entries=people(1, 2), actor=SYSTEM)
    assert counts == Counter(created=2, conflicting=1)
    assert DataSubject.objects.known_by("email", "reader1@example.org").get() == first
    assert DataSubject.objects.known_by("email", "reader2@example.org").exists()
    assert DataSubject.objects.known_by("platform_id", "1", "ferry").get() != first


def test_a_closing_begun_here_stays(person: User) -> None:
    """The company's word for the account does not reopen one that is closing."""
    merge_roster("platform", entries=people(7, email="maya@example.org"), actor=SYSTEM)
    DataSubject.objects.filter(pk=person.subject.pk).update(standing="closing")
    merge_roster("platform", entries=people(7, email="maya@example.org"), actor=SYSTEM)
    person.subject.refresh_from_db()
    assert person.subject.standing == "closing"


def test_statements_do_not_grow_with_the_batch(db: None) -> None:
    """Ten people cost as many statements as two."""
    with CaptureQueriesContext(
        connection,
    ) as small:
        merge_roster("platform", entries=people(1, 2), actor=SYSTEM)
    with CaptureQueriesContext(connection) as large:
        merge_roster("platform", entries=people(*range(10, 20)), actor=SYSTEM)
    assert len(small) == len(large)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("x", "Each person must be an object."),
        ({"email": "a@example.org"}, "The key platform_id is missing."),
        ({"platform_id": 1, "emial": "a@example.org"}, "Unknown key emial."),
        ({"platform_id": 1, "email": "nobody"}, "email is not an address."),
        (
            {"platform_id": 1, "residence": "Germany"},
            "residence must be an ISO 3166 code, such as DE or US-CA.",
        ),
    ],
)
def test_a_bad_line_says_what_is_wrong(line: Any, complaint: str) -> None:
    """Each fault has its own sentence, which repeats no value."""
    with pytest.raises(BadEntry, match=complaint):
        entry_from(line)


@pytest.mark.promise("P34")
def test_what_its_person_put_right_stays(person: User, bystander: User) -> None:
    """The roster's old word about somebody does not replace their own; all else of it is taken."""
    entries = [*people(7, email="maya@example.org"), *people(8, email="tom@example.org")]
    merge_roster("platform", entries=entries, actor=SYSTEM)
    actor = actor_for(person)
    assert correct_subject(person.subject, actor=actor, facts={"residence": "CH", "language": "de"}) == [
        "residence"
    ]
    later = [
        *people(7, email="maya@example.org", language="fr", standing="suspended"),
        *people(8, email="tom@example.org", residence="FR"),
    ]
    counts = merge_roster("platform", entries=later, actor=SYSTEM)
    assert counts == Counter(changed=2, kept=1)
    person.subject.refresh_from_db()
    bystander.subject.refresh_from_db()
    assert (person.subject.residence, person.subject.language) == ("CH", "fr")
    assert person.subject.standing == "suspended"
    assert bystander.subject.residence == "FR"
    event = AuditEvent.objects.get(name="accounts:subject:corrected")
    assert (event.actor, event.subject_ref, event.data) == (
        actor.label,
        person.subject.ref,
        {"what": "residence"},
    )


def test_only_what_is_the_persons_to_say_is_corrected(person: User) -> None:
    with pytest.raises(KeyError):
        correct_subject(person.subject, actor=SYSTEM, facts={"standing": "active"})
    assert not correct_subject(person.subject, actor=SYSTEM, facts={"residence": "DE-BY"})
    assert not CorrectedFact.objects.exists()


def test_two_stores_do_not_take_turns(db: None) -> None:
    """What the store declared first says of somebody stands; a later one speaks for those only it knows."""
    merge_roster("platform", entries=people(1), actor=SYSTEM)
    elsewhere = {"residence": "US-CA", "language": "en"}
    counts = merge_roster("ferry", entries=people(1, 2, **elsewhere), actor=SYSTEM)
    assert (counts["linked"], counts["created"]) == (1, 1)
    shared = DataSubject.objects.known_by("platform_id", "1", "ferry").get()
    assert shared == DataSubject.objects.known_by("platform_id", "1", "platform").get()
    assert (shared.residence, shared.language) == ("DE", "de")
    only = DataSubject.objects.known_by("email", "reader2@example.org").get()
    assert (only.residence, only.language) == ("US-CA", "en")
