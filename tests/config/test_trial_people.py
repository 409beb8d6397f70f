"""The trial's sign-ins: members with their own data, staff with a second factor, made once."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import DataSubject, User
from config.example.demo import DEMO_PEOPLE
from config.sign_ins.people import AGENT, PASSWORD, STAFF
from tests.people import add_identifier

pytestmark = pytest.mark.django_db


@pytest.fixture
def synced(db: None) -> dict[str, DataSubject]:
    people = {}
    for demo in DEMO_PEOPLE:
        people[demo.email] = DataSubject.objects.create(residence=demo.residence)
        add_identifier(people[demo.email], "email", demo.email)
    return people


def run() -> str:
    out = StringIO()
    call_command("trial_people", stdout=out)
    return out.getvalue()


def test_members_get_in_to_their_own_data(synced: dict[str, DataSubject], client: Client) -> None:
    told = run()
    for email, subject in synced.items():
        assert email in told
        assert User.objects.get(email=email).subject == subject
    answer = client.post(reverse("account_login"), {"login": DEMO_PEOPLE[0].email, "password": PASSWORD})
    assert answer.url == "/"


def test_a_second_run_changes_nothing(synced: dict[str, DataSubject]) -> None:
    told = run()
    before = list(User.objects.order_by("pk").values())
    assert run() == told
    assert list(User.objects.order_by("pk").values()) == before


def test_members_nobody_synced_are_left_out(db: None) -> None:
    run()
    assert {user.email for user in User.objects.all()} == {AGENT.email, *(demo.email for demo in STAFF)}


def test_staff_get_in_with_the_code_on_the_page(synced: dict[str, DataSubject], client: Client) -> None:
    run()
    page = client.get("/trial/sign-ins")
    assert PASSWORD in page.content.decode()
    staff = page.context["staff"][0]
    answer = client.post(reverse("account_login"), {"login": staff["email"], "password": PASSWORD})
    assert answer.url == reverse("mfa_authenticate")
    assert client.post(answer.url, {"code": staff["code"]}).status_code == 302
    user = User.objects.get(email=staff["email"])
    assert client.session["_auth_user_id"] == str(user.pk)
    assert [group.name for group in user.groups.all()] == ["Privacy officer"]
    assert client.get(reverse("admin:index")).status_code == 200


def test_outside_a_trial_nothing_is_made(settings: Any, synced: dict[str, DataSubject]) -> None:
    settings.TRIAL = False
    with pytest.raises(CommandError):
        call_command("trial_people")
    assert not User.objects.exists()


@pytest.mark.django_db(databases=["default", "platform"])
def test_the_people_of_every_store_are_made_known_whatever_it_is_called(shop: Any) -> None:
    """A trial over somebody's own map: their store is not named platform, and a second start changes nobody."""
    shop.add_user("maya@example.org")
    shop.add_user("tom@example.org")
    said = [StringIO(), StringIO()]
    for out in said:
        call_command("trial_roster", stdout=out)
        assert DataSubject.objects.count() == 2
    assert said[0].getvalue().startswith("People of The odd shop: 2 created")
    assert said[1].getvalue().startswith("People of The odd shop: ")
    assert "created" not in said[1].getvalue()
