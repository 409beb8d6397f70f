"""The ledger of choices: every answer once, each entry tied to the one before, and no way to change one."""

import uuid

import pytest
from django.db import ProgrammingError, connection

from accounts.actor import SYSTEM, actor_for
from accounts.ledger import LedgerIsAppendOnly
from accounts.models import AuditEvent, User
from consent.actions.choices import UnknownChoice, record_choices
from consent.chain import breaks, digest_of, facts_of
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord

MEASURE = Choice("purpose", "measurement", allowed=True)
NO_MEASURE = Choice("purpose", "measurement", allowed=False)
NO_SALE = Choice("sale", SALE, allowed=False)
DIGEST_OFF = Choice("topic", "digest", allowed=False, channel="mail")


def chain(user: User) -> list[ConsentRecord]:
    return list(ConsentRecord.objects.of(user.subject.ref).in_chain_order())


def choose(user: User, *choices: Choice) -> list[ConsentRecord]:
    return record_choices(Holder.of(user.subject), actor=actor_for(user), choices=choices, method="page")


@pytest.mark.promise("P28", "P29")
def test_choices_follow_one_another(person: User, bystander: User) -> None:
    """Given, withdrawn, refused and switched off are four words; each entry carries the digest of the one before."""
    choose(bystander, MEASURE)
    choose(person, MEASURE, NO_SALE)
    choose(person, NO_MEASURE)
    choose(person, Choice("purpose", "relevant-ads", allowed=False), DIGEST_OFF)
    entries = chain(person)
    assert [(e.sequence, e.key, e.decision, e.lawful_basis) for e in entries] == [
        (1, "measurement", "given", "consent"),
        (2, SALE, "opted_out", "legal_obligation"),
        (3, "measurement", "withdrawn", "consent"),
        (4, "relevant-ads", "refused", "consent"),
        (5, "digest", "opted_out", "legitimate_interest"),
    ]
    assert [bytes(e.previous) for e in entries] == [b"", *(bytes(e.digest) for e in entries[:-1])]
    assert breaks(entries) == []
    in_force = {r.key: r.allowed for r in ConsentRecord.objects.in_force(person.subject.ref)}
    assert in_force == {"measurement": False, SALE: False, "relevant-ads": False, "digest": False}
    assert [r.allowed for r in ConsentRecord.objects.in_force(bystander.subject.ref)] == [True]


def test_the_same_answer_again_adds_nothing(person: User) -> None:
    assert len(choose(person, MEASURE)) == 1
    assert choose(person, MEASURE) == []
    assert len(chain(person)) == 1
    assert AuditEvent.objects.filter(name="consent:choice:recorded").count() == 1


def test_of_two_answers_to_the_same_the_last_counts(person: User) -> None:
    """Also where the last says what stood before, so that a consent cannot slip in beside its own refusal."""
    choose(person, NO_MEASURE)
    assert choose(person, MEASURE, NO_MEASURE) == []
    choose(person, NO_MEASURE, MEASURE)
    assert [e.decision for e in chain(person)] == ["refused", "given"]


@pytest.mark.parametrize(
    "choice",
    [
        Choice("purpose", "legal-duties", allowed=False),
        Choice("purpose", "nothing", allowed=True),
        Choice("topic", "security", allowed=False, channel="mail"),
        Choice("topic", "digest", allowed=False, channel="push"),
        Choice("sale", "something", allowed=False),
    ],
)
def test_what_cannot_be_chosen_records_nothing(person: User, choice: Choice) -> None:
    """One impossible answer among possible ones refuses all of them."""
    with pytest.raises(UnknownChoice):
        choose(person, MEASURE, choice)
    assert chain(person) == []


@pytest.mark.promise("P29")
def test_an_entry_cannot_be_changed_by_anybody_the_application_is(person: User) -> None:
    choose(person, MEASURE)
    (entry,) = chain(person)
    with pytest.raises(LedgerIsAppendOnly):
        entry.save()
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("UPDATE consent_consentrecord SET decision = 'refused'")


@pytest.mark.promise("P29")
def test_every_kind_of_tampering_breaks_the_chain(person: User) -> None:
    """A changed entry, a missing one, two in the wrong order, and one that was put in."""
    choose(person, MEASURE)
    choose(person, NO_MEASURE)
    choose(person, MEASURE)
    first, second, third = chain(person)
    assert breaks([first, second, third]) == []
    assert breaks([first, third]) == [3]
    assert breaks([second, third]) == [2]
    second.decision = "given"
    assert breaks([first, second, third]) == [2]
    second.decision = "withdrawn"
    second.method = "api"
    second.digest = digest_of(facts_of(second), bytes(second.previous))
    assert breaks([first, second, third]) == [3]


def test_a_browser_has_a_ledger_of_its_own(db: None) -> None:
    browser = Holder.browser(uuid.uuid4())
    record_choices(browser, actor=SYSTEM, choices=[MEASURE], method="banner")
    (entry,) = ConsentRecord.objects.of(browser.ref)
    assert (entry.scope, entry.method, entry.sequence) == ("browser", "banner", 1)
