"""Whether data of somebody may be used for a purpose: one rule, asked by the company's systems (P05)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, actor_for
from accounts.clock import now
from accounts.datamap.current import current
from accounts.models import DataSubject, ProcessingRestriction, User
from accounts.roster.entries import entry_from
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.processing import PERMITTING, with_use
from tests.people import make_person
from tests.service_keys import company_client

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P05")]
URL = "/api/v1/processing-allowed"
GRAN = {"email": "gran@example.org"}


def gifted(number: str = "gift-1", store: str = "platform", email: str = "gran@example.org") -> DataSubject:
    """Return somebody whom only a member named."""
    merge_roster(
        store,
        entries=[entry_from({"platform_id": number, "email": email, "standing": "contact"})],
        actor=SYSTEM,
    )
    return DataSubject.objects.known_by("email", email).get()


def reason(subject: DataSubject, purpose: str) -> str:
    """Return the reason of the answer about one person."""
    row = with_use(DataSubject.objects.filter(pk=subject.pk), current().purposes[purpose])
    return str(row.values_list("use_reason", flat=True).get())


def agree(user: User, purpose: str, *, allowed: bool) -> None:
    """Agree to a purpose, or take that back."""
    record_choices(
        Holder.of(user.subject), actor=actor_for(user), choices=[Choice("purpose", purpose, allowed=allowed)],
        method="page",
    )  # fmt: skip


def test_every_purpose_but_the_one_is_refused_for_contacts(person: User) -> None:
    """Whatever it rests on; for a member the same purposes are permitted by their basis."""
    contact = gifted()
    answers = {key: reason(contact, key) for key in current().purposes}
    assert {key for key, said in answers.items() if said in PERMITTING} == {"requests-about-others"}
    assert answers.pop("requests-about-others") == "named_for_it"
    assert set(answers.values()) == {"third_party"}
    others = {key: reason(person.subject, key) for key in current().purposes}
    assert {others[key] for key in ("account", "surveys", "legal-duties")} == {"by_its_basis"}
    # Restricted, or come by a way the map says nothing of: not even for the one.
    unsaid = DataSubject.objects.create(standing="contact")
    assert reason(unsaid, "requests-about-others") == "third_party"
    ProcessingRestriction.objects.create(subject=contact, ground="accuracy")
    assert reason(contact, "requests-about-others") == "restricted"


def test_the_rule_for_members(person: User, bystander: User) -> None:
    """Consent, restriction for one purpose, closing, and gone people."""
    agree(person, "finding-friends", allowed=True)
    assert reason(person.subject, "finding-friends") == "agreed"
    assert reason(bystander.subject, "finding-friends") == "never_agreed"
    agree(person, "finding-friends", allowed=False)
    assert reason(person.subject, "finding-friends") == "opted_out"
    ProcessingRestriction.objects.create(subject=person.subject, purpose="surveys", ground="objection")
    assert reason(person.subject, "surveys") == "restricted"
    assert reason(person.subject, "improvement") == "by_its_basis"
    closing = make_person("ann@example.org", standing="closing").subject
    assert (reason(closing, "improvement"), reason(closing, "legal-duties")) == ("closing", "by_its_basis")
    DataSubject.objects.filter(pk=closing.pk).update(standing="erased", erased_at=now())
    assert reason(closing, "legal-duties") == "gone"


def test_systems_ask_about_many_at_once(person: User) -> None:
    """In the order of the question, in as many statements for two people as for one; unknown and erased people look alike."""
    gifted()
    client = company_client("processing")
    asked = [
        GRAN,
        {"email": person.email},
        {"store": "platform", "platform_id": "gift-1"},
        {"email": "no@example.org"},
    ]
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.post(URL, {"purpose": "surveys", "people": asked[:1]}, format="json")
    with CaptureQueriesContext(connection) as many:
        answer = client.post(URL, {"purpose": "surveys", "people": asked}, format="json")
    assert answer.status_code == 200
    no = {"allowed": False, "reason": "third_party"}
    assert answer.json() == [
        no, {"allowed": True, "reason": "by_its_basis"}, no, {"allowed": False, "reason": "nobody_known"},
    ]  # fmt: skip
    assert len(many) <= len(one) + 1
    # Outside of a test nothing opens a transaction here, and a lock without one is an error.
    assert not [query["sql"] for query in many if " FOR NO KEY UPDATE" in query["sql"]]
    allowed = client.post(URL, {"purpose": "requests-about-others", "people": [GRAN]}, format="json").json()
    assert allowed == [{"allowed": True, "reason": "named_for_it"}]


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"purpose": "spying", "people": [GRAN]}, "purpose"),
        ({"purpose": "surveys", "people": [{**GRAN, "platform_id": "1"}]}, "people"),
        ({"purpose": "surveys", "people": [{"platform_id": "1"}]}, "people"),
        ({"purpose": "surveys", "people": [{"platform_id": "1", "store": "nowhere"}]}, "people"),
        ({"purpose": "surveys", "people": [GRAN] * 1001}, "people"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(question: Any, field: str) -> None:
    answer = company_client("processing").post(URL, question, format="json")
    assert answer.status_code == 400
    assert field in str(answer.json())


def test_only_a_key_for_it_may_ask(person: User) -> None:
    question = {"purpose": "surveys", "people": [{"email": person.email}]}
    assert company_client("processing", name="May").post(URL, question, format="json").status_code == 200
    assert company_client("roster", name="May not").post(URL, question, format="json").status_code == 403
