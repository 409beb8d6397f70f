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
    """The answer names the line, and the good line before it is not taken either."""
    answer = post(company, [{"platform_id": "1"}, {"email": "a@example.org"}])
    assert (answer.status_code, answer.json()["line"]) == (400, "1")
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
    ],
)
def test_what_is_no_value_is_refused(company: APIClient, line: str, why: str) -> None:
    """Each is refused with a reason; none ends in an error of the program."""
    answer = company.post("/api/v1/roster/portal", f"[{line}]", content_type="application/json")
    assert answer.status_code == 400
    assert why in answer.json()["detail"]
    assert not DataSubject.objects.exists()


@pytest.mark.parametrize("people", [{"platform_id": "1"}, [{"platform_id": str(n)} for n in range(1001)]])
def test_only_lists_of_a_bearable_length(company: APIClient, people: Any) -> None:
    """A single object and a list of more than a thousand are refused."""
    assert post(company, people).status_code == 400


def test_nobody_else_may(company: APIClient, person: User, officer: User) -> None:
    """Neither a wrong key nor a signed-in person nor staff; an unknown store does not exist."""
    assert post(company, [], "nowhere").status_code == 404
    company.credentials(HTTP_AUTHORIZATION="Bearer guess")
    assert post(company, []).status_code == 401
    company.credentials()
    for user in (person, officer):
        company.force_login(user)
        assert post(company, []).status_code == 401
