"""Who disagrees with a refused correction may say so, and it stays with the data."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import actor_for
from accounts.models import User
from dsr import disagreeing
from dsr.actions.decisions import deny_request
from dsr.disagreeing import may_disagree_unsigned
from dsr.models import DataSubjectRequest
from exports.models import Disagreement
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.dsr.asking import ask
from tests.dsr.form import HERE, code_in, file, post, secret_in
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed", "frozen"),
]


def refuse(request: DataSubjectRequest, officer: User, ground: str = "kept_by_law") -> DataSubjectRequest:
    assert ground in request.law.grounds
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


@pytest.mark.promise("P34")
def test_who_has_no_account_says_so_in_the_tracker(
    client: Client, bystander: User, officer: User, outbox: Any, jobs: Any
) -> None:
    """The address is nobody's account; the statement goes with the record the request is about."""
    asking = file(client, right="rectification", email="maya@else.example", details="My name is Maya.")
    token = {"token": asking.context["token"], "code": code_in(outbox.to("maya@else.example")[-1])}
    client.post(asking.request["PATH_INFO"], token, **HERE)
    request = DataSubjectRequest.objects.get()
    secret = secret_in(outbox.to("maya@else.example")[-1])
    track = reverse("dsr:track")
    door = client.get(track)
    opened = post(client, door, track, reference=request.reference, secret=secret)
    assert "Say why you disagree" not in opened.content.decode()
    post(client, opened, track, do="statement", statement="Too early.")
    assert not Disagreement.objects.exists()

    refuse(request, officer)
    opened = post(client, door, track, reference=request.reference, secret=secret)
    assert "Say why you disagree" in opened.content.decode()
    page = post(client, opened, track, do="disagree")
    assert (
        "at most 250" in post(client, page, track, do="statement", statement="word " * 251).content.decode()
    )
    kept = post(client, page, track, do="statement", statement="I am called Maya.").content.decode()
    assert "is kept with your data" in kept
    assert "I am called Maya." in kept
    post(client, page, track, do="statement", statement="I am called Maya, and was before.")
    request = DataSubjectRequest.objects.select_related("subject").get()
    store = open_store("portal")
    table = store.table("exports_disagreement")
    (row,) = collect.rows(store, table, locate(store, request.subject))
    assert b"I am called Maya, and was before." in row
    assert not list(collect.rows(store, table, locate(store, bystander.subject)))
    assert not client.cookies


def test_without_proof_nobody_speaks_in_the_tracker_and_no_agent_does(
    person: User, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = refuse(ask(person, right="rectification"), officer)
    assert may_disagree_unsigned(request)
    with monkeypatch.context() as patch:
        patch.setattr(disagreeing, "mandate_of", lambda _request: object())
        assert not may_disagree_unsigned(request)
    type(request).objects.filter(pk=request.pk).update(verified_at=None)
    request.refresh_from_db()
    assert not may_disagree_unsigned(request), "nobody has shown that it is them"
    doubted = refuse(ask(person, right="rectification"), officer, ground="not_verified")
    assert not may_disagree_unsigned(doubted), "that is why it was refused"


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
