"""The same choices for programs: what can be chosen and why, answers that are all or none, the ledger page by page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from consent.models import ConsentRecord
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
CHOICES = "/api/v1/choices"
HISTORY = "/api/v1/choices/history"


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Return a client of the person."""
    return sign_in(client, person)


def send(client: Client, *answers: dict[str, Any], method: str = "patch") -> Any:
    return getattr(client, method)(CHOICES, list(answers), content_type="application/json")


def answer(key: str, *, allowed: bool, about: str = "purpose", channel: str = "") -> dict[str, Any]:
    return {"about": about, "key": key, "channel": channel, "allowed": allowed}


def test_everything_with_words_and_reason(signed_in: Client) -> None:
    said = signed_in.get(CHOICES).json()
    assert (said["signal"], said["sells_or_shares"]) == ("", False)
    by_place = {(c["about"], c["key"], c["channel"]): c for c in said["choices"]}
    sale = by_place["sale", "sale-or-sharing", ""]
    assert (sale["allowed"], sale["reason"], sale["fixed"]) == (True, "you have said nothing", False)
    measure = by_place["purpose", "measurement", ""]
    assert (measure["allowed"], measure["lawful_basis"]) == (False, "consent")
    assert measure["words"].startswith("Measure visits and mail: ")
    locked = by_place["topic", "security", "mail"]
    assert (locked["allowed"], locked["fixed"]) == (True, True)
    assert locked["reason"].startswith("Whoever got into your account")
    assert by_place["topic", "digest", "mail"]["allowed"] is True
    assert by_place["topic", "newsletter", "push"]["allowed"] is False


@pytest.mark.promise("P28")
@pytest.mark.parametrize("method", ["patch", "post"])
def test_answers_count_at_once(signed_in: Client, bystander: User, method: str) -> None:
    given = send(
        signed_in,
        answer("measurement", allowed=True),
        answer("digest", allowed=False, about="topic", channel="mail"),
        answer("sale-or-sharing", allowed=False, about="sale"),
        method=method,
    )
    assert given.status_code == 200
    by_key = {c["key"]: c for c in given.json()["choices"] if c["decision"]}
    assert {key: (c["allowed"], c["decision"], c["method"]) for key, c in by_key.items()} == {
        "sale-or-sharing": (False, "opted_out", "api"),
        "measurement": (True, "given", "api"),
        "digest": (False, "opted_out", "api"),
    }
    assert by_key["measurement"]["since"] == "2026-12-02T12:00:00Z"
    assert ConsentRecord.objects.of(bystander.subject.ref).count() == 0


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        ([answer("nothing", allowed=True)], 409, "This cannot be chosen: nothing."),
        ([answer("measurement", allowed=True), answer("security", allowed=False, about="topic", channel="mail")],
         409, "This cannot be chosen: security (mail)."),
        ([answer("sale-or-sharing", allowed=True, about="sale")], 409, "Opting back in takes two steps"),
        ([{"about": "purpose", "key": "measurement"}], 400, "required"),
        ([{"about": "purpose", "key": "measurement", "allowed": None}], 400, "null"),
        ([{"about": "purpose", "key": "measurement", "allowed": "perhaps"}], 400, "boolean"),
        ([{"about": "weather", "key": "measurement", "allowed": True}], 400, "weather"),
        ([], 400, "empty"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_whole(
    signed_in: Client, answers: list[dict[str, Any]], status: int, words: str
) -> None:
    given = send(signed_in, *answers)
    assert given.status_code == status
    assert words in given.content.decode()
    assert ConsentRecord.objects.count() == 0


def test_one_answer_in_place_of_a_list_is_refused(signed_in: Client) -> None:
    given = signed_in.patch(CHOICES, answer("measurement", allowed=True), content_type="application/json")
    assert given.status_code == 400


def test_the_history_turns_its_pages(signed_in: Client, stranger: User, settings: Any) -> None:
    for number in range(60):
        send(signed_in, answer("measurement", allowed=number % 2 == 0))
    first = signed_in.get(HISTORY).json()
    assert [entry["sequence"] for entry in first["results"]] == list(range(60, 10, -1))
    second = signed_in.get(first["next"]).json()
    assert [entry["sequence"] for entry in second["results"]] == list(range(10, 0, -1))
    receipt = signed_in.get(first["results"][0]["receipt"]).json()
    assert receipt["dct:identifier"] == first["results"][0]["ref"]
    other = sign_in(Client(), stranger)
    assert other.get(HISTORY).json()["results"] == []
    assert other.get(first["results"][0]["receipt"]).status_code == 404


@pytest.mark.parametrize("cursor", ["cD0yMDI2", "cD14", "cD05OTk5OTk5OTk5OTk=", "cD3CsQ==", "x"])
def test_a_made_up_place_breaks_nothing(signed_in: Client, cursor: str) -> None:
    assert signed_in.get(HISTORY, {"cursor": cursor}).status_code in (200, 404)


def test_nobody_else_gets_in(client: Client, officer: User) -> None:
    for address in (CHOICES, HISTORY):
        assert client.get(address).status_code in (401, 403)
    sign_in(client, officer)
    for address in (CHOICES, HISTORY):
        assert client.get(address).status_code == 404
    assert (
        client.get(reverse("api-choices-receipt", args=["00000000-0000-4000-8000-000000000000"])).status_code
        == 404
    )


def test_how_things_stand_takes_one_query(signed_in: Client) -> None:
    assert signed_in.get(CHOICES, HTTP_SEC_GPC="1").json()["signal"] == "gpc"
    sale = signed_in.get(CHOICES).json()["choices"][0]
    assert (sale["allowed"], sale["method"]) == (False, "gpc")
