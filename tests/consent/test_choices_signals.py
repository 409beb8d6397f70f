"""Global Privacy Control and Do Not Track: heard on every page, bound to the account once, and never in a cookie."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from consent.models import ConsentRecord
from consent.signals import signal_in
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
GPC: dict[str, Any] = {"HTTP_SEC_GPC": "1"}
DNT: dict[str, Any] = {"HTTP_DNT": "1"}


def methods(user: User) -> list[str]:
    found = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [f"{entry.decision} {entry.method}" for entry in found]


@pytest.mark.parametrize(
    ("headers", "heard"),
    [
        ({"Sec-GPC": "1"}, "gpc"),
        ({"Sec-GPC": "0, 1"}, "gpc"),
        ({"Sec-GPC": "1", "DNT": "1"}, "gpc"),
        ({"Sec-GPC": "0", "DNT": "1"}, "dnt"),
        ({"Sec-GPC": "true"}, ""),
        ({"Sec-GPC": "11"}, ""),
        ({"DNT": "0"}, ""),
        ({}, ""),
    ],
)
def test_only_one_counts(headers: dict[str, str], heard: str) -> None:
    assert signal_in(headers) == heard


@pytest.mark.promise("P20")
@pytest.mark.parametrize(("headers", "name"), [(GPC, "Global Privacy Control"), (DNT, "Do Not Track")])
@pytest.mark.parametrize("path", ["/", "/ask/", "/track/", "/choices/", "/choices/cookies/", "/nowhere"])
def test_a_visitor_is_told_and_nothing_is_kept(
    client: Client, path: str, headers: dict[str, Any], name: str
) -> None:
    answer = client.get(path, **headers)
    page = answer.content.decode()
    assert "Opt-out signal honoured" in page
    assert f"Your browser sends {name}." in page
    assert "Accept all" not in page
    assert answer.cookies == {}
    assert {"Sec-GPC", "DNT"} <= set(answer.headers["Vary"].split(", "))
    assert answer.headers["Tk"] == "N"
    assert ConsentRecord.objects.count() == 0


def test_without_a_signal_nothing_is_said_of_one(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Opt-out signal honoured" not in page
    assert "Accept all" in page


@pytest.mark.promise("P13", "P20")
@pytest.mark.parametrize(("headers", "method"), [(GPC, "gpc"), (DNT, "dnt")])
def test_a_signal_binds_the_account_once(
    client: Client, person: User, bystander: User, headers: dict[str, Any], method: str,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    sign_in(client, person).get("/")
    with CaptureQueriesContext(connection) as before:
        client.get("/")
    cost = len(before)
    client.get("/", **headers)
    assert methods(person) == [f"opted_out {method}"]
    with django_assert_num_queries(cost):
        client.get("/", **headers)
    assert methods(person) == [f"opted_out {method}"]
    assert methods(bystander) == []
    page = client.get("/choices/", **headers).content.decode()
    assert "It counts for this browser and for your account" in page
    assert "switch the signal off for this site" in page


def test_its_absence_takes_nothing_back(client: Client, person: User) -> None:
    sign_in(client, person)
    client.get("/", **GPC)
    assert "Opted out" in client.get("/choices/").content.decode()
    assert methods(person) == ["opted_out gpc"]


@pytest.mark.promise("P20")
def test_signing_in_with_a_signal_binds_at_that_moment(client: Client, person: User) -> None:
    page = client.get(reverse("account_login"), **GPC).content.decode()
    assert "Once you sign in it also counts for your account" in page
    fields = {"login": person.email, "password": "correct horse battery staple"}
    client.post(reverse("account_login"), fields, **GPC)
    assert methods(person) == ["opted_out gpc"]
    client.get("/", **GPC)
    assert methods(person) == ["opted_out gpc"]


def test_the_signal_wins_over_opting_back_in(client: Client, person: User) -> None:
    """While the browser says no nobody opts in; who opted in without it and then says no again is out again."""
    sign_in(client, person)
    client.get("/", **GPC)
    answer = client.post(reverse("consent:opt_in_first"), follow=True, **GPC)
    assert "sends a signal that opts you out, and we obey it" in answer.content.decode()
    client.post(reverse("consent:opt_in_first"))
    client.post(reverse("consent:opt_in_confirm"), **GPC)
    assert methods(person) == ["opted_out gpc"]
    client.post(reverse("consent:opt_in_first"))
    client.post(reverse("consent:opt_in_confirm"))
    assert methods(person)[-1] == "opted_in page"
    client.get("/", **GPC)
    assert methods(person)[-1] == "opted_out gpc"


def test_another_browser_s_signal_is_obeyed_where_the_state_is_shown(client: Client, person: User) -> None:
    """A browser whose signal was recorded this morning still says no after its person opted in elsewhere."""
    sign_in(client, person)
    client.get("/", **GPC)
    elsewhere = sign_in(Client(), person)
    elsewhere.post(reverse("consent:opt_in_first"))
    elsewhere.post(reverse("consent:opt_in_confirm"))
    assert methods(person)[-1] == "opted_in page"
    assert "Opted out" in client.get("/choices/", **GPC).content.decode()
    assert methods(person)[-1] == "opted_out gpc"


def test_staff_are_nobody_s_data(client: Client, officer: User) -> None:
    sign_in(client, officer, second_factor=True)
    assert client.get("/", **GPC).status_code == 200
    assert ConsentRecord.objects.count() == 0


def test_a_session_that_is_gone_binds_nobody(client: Client, person: User) -> None:
    sign_in(client, person)
    client.session.flush()
    assert client.get("/", **GPC).status_code == 200
    assert methods(person) == []


@pytest.mark.promise("P20")
def test_the_support_resource(client: Client) -> None:
    answer = client.get("/.well-known/gpc.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-25"}
    assert answer.cookies == {}


def test_without_a_signal_nobody_pays_for_it(
    client: Client, person: User, settings: Any, django_assert_num_queries: Any
) -> None:
    """The same page with and without the middleware and the notice."""
    sign_in(client, person).get("/")
    with CaptureQueriesContext(connection) as asked:
        assert "Accept all" in client.get("/").content.decode()
    cost = len(asked)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("consent.")]
    without = Client()
    without.cookies = client.cookies
    with django_assert_num_queries(cost):
        assert "Accept all" not in without.get("/").content.decode()
