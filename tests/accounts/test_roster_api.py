"""The roster by API: for the company's systems only, all or nothing."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import DataSubject, User
from tests.service_keys import company_client


@pytest.fixture
def company(db: None) -> APIClient:
    """Return a client of the company's systems."""
    return company_client("roster")


def post(client: APIClient, people: Any, store: str = "portal") -> Any:
    """Send people for a store."""
    return client.post(f"/api/v1/roster/{store}", people, format="json")


def test_the_company_sends_its_people(company: APIClient) -> None:
    """Twice the same call: created once, then unchanged."""
    people = [{"platform_id": "1", "email": "a@example.org"}, {"platform_id": "2", "residence": "US-CA"}]
    answer = post(company, people)
    assert (answer.status_code, answer.json()) == (200, {"outcome": {"created": 2}})
    assert post(company, people).json() == {"outcome": {"unchanged": 2}}


def test_one_bad_line_writes_nothing(company: APIClient) -> None:
    """The answer names every bad line, and the good line before them is not taken either."""
    answer = post(company, [{"platform_id": "1"}, {"email": "a@example.org"}, "x"])
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_lines")
    assert answer.json()["errors"] == [
        {"line": 1, "detail": "The key platform_id is missing."},
        {"line": 2, "detail": "Each person must be an object."},
    ]
    assert not DataSubject.objects.exists()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (r'{"platform_id": "\ud800"}', "half a character"),
        (r'{"platform_id": "1", "email": "a\udfff@example.org"}', "half a character"),
        (r'{"platform_id": "1", "email": "a@example.org\nBcc: b@example.org"}', "not an address"),
        ('{"platform_id": {"a": 1}}', "a text or a number"),
        ('{"platform_id": true}', "a text or a number"),
        ('{"platform_id": "1", "email": [["a@example.org"]]}', "a text or a number"),
        ('{"platform_id": "1", "residence": "ßßßß"}', "ISO 3166"),
        (f'{{"platform_id": "{"7" * 201}"}}', "platform_id may have at most 200 characters"),
        (f'{{"platform_id": {"7" * 201}}}', "platform_id may have at most 200 characters"),
        (
            f'{{"platform_id": "1", "email": "{"a" * 250}@example.org"}}',
            "email may have at most 254 characters",
        ),
        (
            f'{{"platform_id": "1", "phone": {["1"] * 51}}}'.replace("'", '"'),
            "phone may have at most 50 values",
        ),
        (f'{{"platform_id": "1", "language": "{"d" * 36}"}}', "language may have at most 35 characters"),
    ],
)
def test_what_is_no_value_is_refused(company: APIClient, line: str, why: str) -> None:
    """Each is refused with a reason; none ends in an error of the program."""
    answer = company.post("/api/v1/roster/portal", f"[{line}]", content_type="application/json")
    assert answer.status_code == 400
    assert why in str(answer.json())
    assert not DataSubject.objects.exists()


@pytest.mark.parametrize("people", [{"platform_id": "1"}, [{"platform_id": str(n)} for n in range(1001)]])
def test_only_lists_of_a_bearable_length(company: APIClient, people: Any) -> None:
    """A single object and a list of more than a thousand are refused."""
    assert post(company, people).status_code == 400


def test_the_longest_that_is_allowed_is_taken(company: APIClient) -> None:
    """Two hundred characters of a number and fifty addresses are one person."""
    person = {"platform_id": "7" * 200, "email": [f"a{n}@example.org" for n in range(50)]}
    assert post(company, [person]).json() == {"outcome": {"created": 1}}
    assert DataSubject.objects.get().identifiers.count() == 51


def test_every_answer_is_described_and_is_as_described(company: APIClient, settings: Any) -> None:
    """The published description names each status with its body, and the limits; the answers have a code and a sentence."""
    schema = APIClient().get("/api/v1/schema", {"format": "json"}).json()
    answers = schema["paths"]["/api/v1/roster/{store}"]["post"]["responses"]
    assert set(answers) == {"200", "400", "401", "403", "404", "413", "429"}
    person = schema["components"]["schemas"]["Person"]
    assert person["properties"]["platform_id"]["maxLength"] == 200
    assert person["properties"]["email"]["oneOf"][1]["maxItems"] == 50
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    large = post(company, [{"platform_id": "1", "username": "x" * 1000}])
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")
    assert post(company, [{"platform_id": "1"}]).json() == {"outcome": {"created": 1}}
    told = {
        400: post(company, {}),
        403: post(company_client("disclosures", name="Another"), []),
        401: post(APIClient(), []),
        404: post(company, [], "nowhere"),
    }
    for status, answer in told.items():
        assert (answer.status_code, set(answer.json())) == (status, {"code", "detail"})


@pytest.mark.parametrize("door", ["requests", "choices", "intake", "corrections", "disclosures"])
def test_a_large_body_is_refused_in_json_at_every_door(person: User, settings: Any, door: str) -> None:
    """Whoever reads the body first, the answer is the same; a small one gets further."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = company_client("disclosures") if door == "disclosures" else APIClient()
    if door != "disclosures":
        client.force_login(person)
    answer = client.post(f"/api/v1/{door}", {"x": "y" * 1001}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert client.post(f"/api/v1/{door}", {}, format="json").status_code != 413


def test_nobody_else_may(company: APIClient, person: User, officer: User) -> None:
    """Neither a wrong key nor a signed-in person nor staff; an unknown store does not exist."""
    assert post(company, [], "nowhere").status_code == 404
    company.credentials(HTTP_AUTHORIZATION="Bearer guess")
    assert post(company, []).status_code == 401
    company.credentials()
    for user in (person, officer):
        company.force_login(user)
        assert post(company, []).status_code == 401
