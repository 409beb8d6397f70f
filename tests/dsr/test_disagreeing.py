"""Who disagrees with a refused correction may say so, and it stays with the data."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import actor_for
from accounts.models import User
from dsr.actions.decisions import deny_request
from dsr.models import DataSubjectRequest
from exports.models import Disagreement
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.dsr.asking import ask
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed", "frozen"),
]


def refuse(request: DataSubjectRequest, officer: User) -> DataSubjectRequest:
    ground = next(iter(request.law.grounds))
    return deny_request(request, actor=actor_for(officer), ground=ground, text="It is right as it stands.")


@pytest.mark.promise("P34")
def test_a_statement_is_kept_with_the_data(client: Client, person: User, officer: User) -> None:
    request = refuse(ask(person, right="rectification"), officer)
    sign_in(client, person)
    page = reverse("dsr:request", args=[request.reference])
    assert "Say why you disagree" in client.get(page).content.decode()
    address = reverse("dsr:disagree", args=[request.reference])
    assert "at most 250" in client.post(address, {"statement": "word " * 251}).content.decode()
    assert client.post(address, {"statement": "My name is Maya."})["Location"] == page
    assert "My name is Maya." in client.get(page).content.decode()
    staff = Client()
    sign_in(staff, officer, second_factor=True)
    seen = staff.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])).content.decode()
    assert "My name is Maya." in seen
    store = open_store("portal")
    rows = list(collect.rows(store, store.table("exports_disagreement"), locate(store, person.subject)))
    assert b"My name is Maya." in rows[0]


def test_only_who_was_refused_may_disagree(
    client: Client, person: User, stranger: User, officer: User
) -> None:
    waiting, refused = ask(person, right="rectification"), refuse(ask(person, right="access"), officer)
    sign_in(client, person)
    for request in (waiting, refused):
        assert client.get(reverse("dsr:disagree", args=[request.reference])).status_code == 404
    refuse(waiting, officer)
    assert client.get(reverse("dsr:disagree", args=[waiting.reference])).status_code == 200
    sign_in(client, stranger)
    address = reverse("dsr:disagree", args=[waiting.reference])
    assert client.post(address, {"statement": "Not mine."}).status_code == 404
    assert not Disagreement.objects.exists()


def test_staff_see_a_repeat(person: User, bystander: User, officer: User, frozen: Any) -> None:
    first = refuse(ask(person, right="rectification"), officer)
    ask(bystander, right="rectification")
    frozen.move(days=100)
    second = ask(person, right="rectification")
    staff = Client()
    sign_in(staff, officer, second_factor=True)
    seen = staff.get(reverse("admin:dsr_datasubjectrequest_change", args=[second.pk])).content.decode()
    assert str(first.reference) in seen
    assert "may be refused as a repeat" in seen
    refuse(second, officer)
    frozen.move(days=190)
    third = ask(person, right="rectification")
    assert third.pk != second.pk
    sign_in(staff, officer, second_factor=True)
    seen = staff.get(reverse("admin:dsr_datasubjectrequest_change", args=[third.pk])).content.decode()
    assert str(first.reference) not in seen
