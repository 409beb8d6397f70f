"""Requests by API: what the pages do, for programs, behind the same rules."""

import pytest
from django.urls import reverse

from dsr.models import DataSubjectRequest
from tests.dsr.asking import ask
from tests.dsr.form import code_in
from tests.signing_in import make_stale, sign_in

pytestmark = pytest.mark.usefixtures("frozen", "committed", "jobs")


def send(client, name, data=None, *args):
    return client.post(reverse(name, args=args), data or {}, content_type="application/json")


def test_the_api_files_what_the_page_files(client, person, bystander, outbox):
    client.force_login(person)
    client.post(reverse("dsr:download"))
    client.force_login(bystander)
    made = send(client, "api-requests", {"right": "access"})
    assert made.status_code == 201
    by_page, by_api = DataSubjectRequest.objects.order_by("pk")
    for same in ("right", "state", "review", "outcome"):
        assert getattr(by_page, same) == getattr(by_api, same)
    kinds = [list(r.events.values_list("kind", flat=True)) for r in (by_page, by_api)]
    assert kinds[0] == kinds[1]
    assert (by_page.channel, by_api.channel) == ("portal", "api")
    assert made.json()["reference"] == by_api.reference
    assert made.json()["statutory_due"] == "2027-01-16"
    assert "We have your request" in outbox.to(bystander.email)[-1].subject


def test_own_requests_are_listed_read_and_taken_back_and_nobody_elses(client, person, stranger):
    request = ask(person)
    client.force_login(stranger)
    assert client.get(reverse("api-requests")).json()["results"] == []
    assert client.get(reverse("api-request", args=[request.reference])).status_code == 404
    assert send(client, "api-request-revoke", None, request.reference).status_code == 404
    client.force_login(person)
    listed = client.get(reverse("api-requests")).json()["results"]
    assert [r["reference"] for r in listed] == [request.reference]
    shown = client.get(reverse("api-request", args=[request.reference])).json()
    assert shown["events"][0]["kind"] == "received"
    assert "subject" not in shown
    assert send(client, "api-request-revoke", None, request.reference).json()["state"] == "revoked"
    again = send(client, "api-request-revoke", None, request.reference)
    assert (again.status_code, again.json()["code"]) == (409, "move_not_allowed")


def test_without_signing_in_there_is_no_list(client, db):
    assert client.get(reverse("api-requests")).status_code in (401, 403)
    assert send(client, "api-requests", {"right": "access"}).status_code in (401, 403)


def test_a_program_must_sign_in_anew_before_it_deletes(client, person):
    sign_in(client, person)
    make_stale(client)
    refused = send(client, "api-requests", {"right": "erasure"})
    assert (refused.status_code, refused.json()["code"]) == (403, "reauthentication_required")
    assert not DataSubjectRequest.objects.exists()
    sign_in(client, person)
    assert send(client, "api-requests", {"right": "erasure"}).status_code == 201
    assert DataSubjectRequest.objects.get(right="erasure").channel == "api"
    assert DataSubjectRequest.objects.get().execute_after is not None


def test_unknown_rights_are_refused(client, person):
    client.force_login(person)
    assert send(client, "api-requests", {"right": "everything"}).status_code == 400


@pytest.mark.parametrize("known", [True, False])
def test_intake_says_the_same_about_every_address(client, person, outbox, known):
    address = person.email if known else "nobody@example.net"
    taken = send(client, "api-intake", {"right": "access", "email": address, "residence": "DE"})
    assert taken.status_code == 202
    assert taken.json()["code_needed"] is True
    assert set(taken.json()) == {"token", "code_needed"}
    wrong = send(client, "api-intake-confirm", {"token": taken.json()["token"], "code": "2222-2222"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "code_refused")
    code = code_in(outbox.to(address)[-1])
    confirmed = send(client, "api-intake-confirm", {"token": taken.json()["token"], "code": code})
    assert confirmed.status_code == 200
    assert confirmed.json()["state"] == "in_progress"
    assert send(client, "api-intake-confirm", {"token": "forged", "code": code}).status_code == 404
    assert not client.cookies


def test_intake_is_held_off_when_it_comes_too_often(client, db, outbox):
    data = {"right": "access", "email": "maya@example.org"}
    answers = [send(client, "api-intake", data).status_code for _ in range(6)]
    assert answers == [202] * 5 + [429]


def test_an_opt_out_by_api_needs_no_code(client, db):
    taken = send(client, "api-intake", {"right": "opt_out", "email": "tom@example.org", "residence": "US-CA"})
    assert taken.json()["code_needed"] is False
    assert DataSubjectRequest.objects.get().state == "in_progress"


def test_the_schema_is_valid(db):
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.validation import validate_schema

    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    for path in ("/api/v1/requests", "/api/v1/requests/{reference}/revoke", "/api/v1/intake/confirm"):
        assert path in schema["paths"]
