"""Staff accounts are given, changed and taken in the admin; people's accounts are not there to be looked at."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import AuditEvent, User
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
LIST = "admin:accounts_user_changelist"


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    return sign_in(client, officer, second_factor=True)


@pytest.fixture
def role(db: None) -> Group:
    return Group.objects.get_or_create(name="Privacy assistant")[0]


def test_only_staff_are_listed(desk: Client, person: User) -> None:
    page = desk.get(reverse(LIST)).content.decode()
    assert "officer@example.org" in page
    assert person.email not in page
    assert desk.get(reverse("admin:accounts_user_change", args=[person.pk])).status_code == 302


def test_a_colleague_is_let_in_and_out_again(desk: Client, role: Group) -> None:
    fields = {"email": "colleague@example.org", "groups": [role.pk]}
    assert desk.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    colleague = User.objects.get(email="colleague@example.org")
    assert colleague.is_staff
    assert not colleague.has_usable_password()
    assert list(colleague.groups.all()) == [role]
    inside = sign_in(Client(), colleague)
    assert inside.get(reverse("accounts:settings")).status_code == 200
    desk.post(reverse("admin:accounts_user_change", args=[colleague.pk]), {"groups": []})
    colleague.refresh_from_db()
    assert not colleague.is_active
    assert list(colleague.groups.all()) == []
    assert inside.get(reverse("accounts:settings")).status_code == 302
    assert AuditEvent.objects.filter(name="accounts:staff:changed").count() == 2


def test_a_persons_account_is_not_made_staff(desk: Client, person: User, role: Group) -> None:
    answer = desk.post(reverse("admin:accounts_user_add"), {"email": person.email, "groups": [role.pk]})
    assert b"belongs to a person" in answer.content
    person.refresh_from_db()
    assert not person.is_staff


@pytest.mark.parametrize(
    "name",
    ["account_emailaddress", "mfa_authenticator", "socialaccount_socialtoken", "usersessions_usersession"],
)
def test_secrets_are_nothing_to_browse(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}_changelist")
