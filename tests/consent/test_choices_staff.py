"""Staff read the ledger of choices, leave a trace when they look at somebody's, and can change nothing."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import actor_for
from accounts.models import AuditEvent, User
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.models import ConsentRecord
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "/staff/consent/consentrecord/"


@pytest.fixture
def entry(person: User, bystander: User) -> ConsentRecord:
    """Return an entry of the person, beside one of somebody else."""
    measure = [Choice("purpose", "measurement", allowed=True)]
    ads = [Choice("purpose", "relevant-ads", allowed=False)]
    record_choices(Holder.of(bystander.subject), actor=actor_for(bystander), choices=ads, method="api")
    return record_choices(Holder.of(person.subject), actor=actor_for(person), choices=measure, method="page")[
        0
    ]


@pytest.fixture(params=["Privacy officer", "Privacy assistant"])
def desk(client: Client, request: pytest.FixtureRequest, db: None) -> Client:
    """Return a client of somebody with one of the two roles."""
    user = User.objects.create_user("desk@example.org", "correct horse battery staple", is_staff=True)
    user.groups.add(Group.objects.get(name=request.param))
    return sign_in(client, user, second_factor=True)


def looks() -> list[Any]:
    return list(
        AuditEvent.objects.filter(name="consent:choices:viewed").values_list("subject_ref", flat=True)
    )


def test_the_list_names_nobody_and_can_be_filtered(desk: Client, entry: ConsentRecord, person: User) -> None:
    page = desk.get(LIST).content.decode()
    assert "measurement" in page
    assert "relevant-ads" in page
    assert person.email not in page
    assert "relevant-ads" not in desk.get(LIST, {"decision__exact": "given"}).content.decode()
    assert looks() == []


def test_looking_at_somebody_leaves_a_trace(desk: Client, entry: ConsentRecord, person: User) -> None:
    page = desk.get(LIST, {"q": str(person.subject.ref)}).content.decode()
    assert "relevant-ads" not in page
    assert bytes(entry.digest).hex() in desk.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert set(looks()) == {person.subject.ref}
    assert len(looks()) >= 2
    assert "measurement" not in desk.get(LIST, {"q": "maya"}).content.decode().partition("result_list")[2]


def test_nothing_can_be_changed(desk: Client, entry: ConsentRecord) -> None:
    assert desk.post(f"{LIST}{entry.pk}/change/", {"decision": "refused"}).status_code == 403
    assert desk.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{LIST}add/").status_code == 403
    entry.refresh_from_db()
    assert entry.decision == "given"


def test_the_list_costs_the_same_however_long(
    desk: Client, entry: ConsentRecord, person: User, django_assert_num_queries: Any
) -> None:
    desk.get(LIST)
    with CaptureQueriesContext(connection) as few:
        desk.get(LIST)
    cost = len(few)
    for number in range(20):
        choice = Choice("purpose", "measurement", allowed=number % 2 == 1)
        record_choices(Holder.of(person.subject), actor=actor_for(person), choices=[choice], method="page")
    with django_assert_num_queries(cost):
        desk.get(LIST)


def test_without_the_permission_there_is_nothing(client: Client, entry: ConsentRecord) -> None:
    nobody = User.objects.create_user("nobody@example.org", "correct horse battery staple", is_staff=True)
    sign_in(client, nobody, second_factor=True)
    assert client.get(reverse("admin:consent_consentrecord_changelist")).status_code == 403
    assert client.get(f"{LIST}{entry.pk}/change/").status_code == 403
    assert looks() == []
