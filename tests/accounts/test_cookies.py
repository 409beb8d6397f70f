"""Cookies come with signing in and not before."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/ask/", "/track/", "/nowhere", "/settings/", "/your-data/"]
)
@pytest.mark.promise("P19", "P20")
def test_a_visitor_gets_none(path: str, client: Client) -> None:
    assert client.get(path).cookies == {}


@pytest.mark.promise("P20")
def test_signing_in_sets_what_is_necessary_and_guards_it(person: User, client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert set(page.cookies) == {"csrftoken"}
    fields = {"login": person.email, "password": "correct horse battery staple"}
    answer = client.post(reverse("account_login"), fields)
    assert set(answer.cookies) <= {"sessionid", "csrftoken", "browser"}
    for name in ("sessionid", "browser"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"
