"""Service keys: shown once, kept as hashes, good for their scopes only, and ended at once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts import rate_limits
from accounts.actions.service_keys import (
    NameTaken,
    NothingAllowed,
    issue_service_key,
    revoke_service_key,
)
from accounts.actor import SYSTEM, actor_for
from accounts.clock import today
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, ServiceKey, User
from accounts.service_keys import ref_in, within
from tests.service_keys import company_client
from tests.signing_in import sign_in

ROSTER = "/api/v1/roster/portal"


def ask(client: APIClient, **more: Any) -> Any:
    """Send an empty roster."""
    return client.post(ROSTER, [], format="json", **more)


def test_a_key_opens_what_its_scope_says(db: None) -> None:
    """The roster takes a key for the roster, and no other."""
    assert ask(company_client("roster")).status_code == 200
    refused = ask(company_client("matching", name="Other"))
    assert refused.status_code == 403


def test_neither_people_nor_strangers_get_in(person: User, officer: User) -> None:
    """Not without a key, not signed in, not with a token that only looks like one, and all in the same words."""
    client = APIClient()
    assert ask(client).status_code == 401
    key, token = issue_service_key("Billing", scopes=["roster"], actor=SYSTEM)
    wrong = [
        "", "guess", token[:-1], token + "x", token.replace(key.ref, "ABCDEFGHJKMN"), token.lower(), "candor_é_x",
        token.rpartition("_")[0],
    ]  # fmt: skip
    said = {
        (answer.status_code, answer.content)
        for text in wrong
        for answer in [ask(client, HTTP_AUTHORIZATION=f"Bearer {text}".encode().decode("latin-1"))]
    }
    assert len(said) == 1
    assert said.pop()[0] == 401
    for user in (person, officer):
        client.force_login(user)
        assert ask(client).status_code == 401
    assert ask(client, HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200


def test_the_secret_is_not_kept(db: None) -> None:
    """No column holds the token, and two keys have nothing in common."""
    key, token = issue_service_key("Billing", scopes=["roster"], actor=SYSTEM)
    row = ServiceKey.objects.values().get(pk=key.pk)
    secret = token.rpartition("_")[2]
    assert row["ref"] in token
    assert not any(secret in str(value) or secret.encode() in bytes(row["digest"]) for value in row.values())
    assert ref_in(token) == key.ref
    assert issue_service_key("Shop", scopes=["roster"], actor=SYSTEM)[1] != token


def test_a_revoked_key_is_dead_at_once(db: None) -> None:
    """The next call is refused, and its name is free again."""
    client = company_client("roster")
    assert ask(client).status_code == 200
    key = ServiceKey.objects.get()
    revoke_service_key(key, actor=SYSTEM)
    ended = revoke_service_key(key, actor=SYSTEM).revoked_at
    assert ask(client).status_code == 401
    assert ServiceKey.objects.get().revoked_at == ended
    assert AuditEvent.objects.filter(name="accounts:service_key:revoked").count() == 1
    company_client("roster")


def test_a_key_lives_to_the_end_of_its_last_day(frozen: Any, db: None) -> None:
    """On the day itself it works, on the next it does not."""
    client = company_client("roster", expires_on=date(2026, 12, 3))
    frozen.move(days=1)
    assert ask(client).status_code == 200
    frozen.move(days=1)
    assert ask(client).status_code == 401


def test_a_key_is_good_only_from_its_networks(db: None) -> None:
    """Elsewhere the right key is refused with other words than a wrong one: its owner must find the reason."""
    client = company_client("roster", networks=["10.1.0.0/16", "2001:db8::/32"])
    assert ask(client, REMOTE_ADDR="10.1.2.3").status_code == 200
    assert ask(client, REMOTE_ADDR="2001:db8::7").status_code == 200
    refused = ask(client, REMOTE_ADDR="10.2.0.1")
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_network")
    assert within("::ffff:10.1.0.9", ["10.1.0.0/16"])
    assert not within("nowhere", ["10.1.0.0/16"])


def test_the_last_use_is_kept_by_the_day(frozen: Any, db: None, django_assert_num_queries: Any) -> None:
    """A second call on a day writes nothing about the key."""
    client = company_client("roster")
    ask(client)
    assert ServiceKey.objects.get().last_used_on == date(2026, 12, 2)
    assert AuditEvent.objects.filter(name="accounts:service_key:first_used").count() == 1
    with django_assert_num_queries(3):  # a savepoint, the key, its release
        client.post("/api/v1/roster/nowhere", [], format="json")
    frozen.move(days=1)
    ask(client)
    assert ServiceKey.objects.get().last_used_on == date(2026, 12, 3)
    assert AuditEvent.objects.filter(name="accounts:service_key:first_used").count() == 1


def test_guessing_and_flooding_are_held_off(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong keys are counted by place and do not shut a right one out; a right one has a limit of its own."""
    monkeypatch.setitem(rate_limits.LIMITS, "wrong_key", 2)
    good, other = company_client("roster"), company_client("roster", name="Other")
    answers = [ask(APIClient(), HTTP_AUTHORIZATION="Bearer wrong").status_code for _ in range(3)]
    assert answers == [401, 401, 429]
    assert ask(good).status_code == 200
    monkeypatch.setitem(rate_limits.LIMITS, "service_key", 2)
    assert [ask(good).status_code for _ in range(2)] == [200, 429]
    assert ask(other).status_code == 200


def test_who_may_issue(person: User, officer: User) -> None:
    """People never, staff with the permission; and never a key that may do nothing."""
    with pytest.raises(NotAllowed):
        issue_service_key("Mine", scopes=["roster"], actor=actor_for(person))
    plain = User.objects.create_user("plain@example.org", is_staff=True)
    with pytest.raises(NotAllowed):
        issue_service_key("Mine", scopes=["roster"], actor=actor_for(plain))
    for scopes in ([], ["everything"]):
        with pytest.raises(NothingAllowed):
            issue_service_key("Mine", scopes=scopes, actor=actor_for(officer))
    issue_service_key("Mine", scopes=["roster"], actor=actor_for(officer))
    with pytest.raises(NameTaken):
        issue_service_key("Mine", scopes=["roster"], actor=actor_for(officer))
    with pytest.raises(NotAllowed):
        revoke_service_key(ServiceKey.objects.get(), actor=actor_for(plain))


def test_staff_issue_see_and_revoke(client: Client, officer: User) -> None:
    """The token stands on one page, once; afterwards only the reference does."""
    sign_in(client, officer, second_factor=True)
    add = reverse("admin:accounts_servicekey_add")
    bad = client.post(add, {"name": "Billing", "scopes": ["roster"], "networks": "10.1.0.0/99"})
    assert "Write networks as" in bad.content.decode()
    past = client.post(add, {"name": "Billing", "scopes": ["roster"], "expires_on": "2020-01-01"})
    assert "This day is over." in past.content.decode()
    assert not ServiceKey.objects.exists()
    made = client.post(
        add, {"name": "Billing", "scopes": ["roster", "disclosures"], "networks": "10.1.0.0/16"}
    )
    key = ServiceKey.objects.get()
    token = made.context["token"]
    assert ref_in(token) == key.ref
    assert "no-store" in made["Cache-Control"]
    assert token in made.content.decode()
    again = client.post(add, {"name": "Billing", "scopes": ["roster"], "networks": ""})
    assert "There is a key of this name." in again.content.decode()
    change = reverse("admin:accounts_servicekey_change", args=[key.pk])
    pages = [client.get(reverse("admin:accounts_servicekey_changelist")), client.get(change)]
    for page in pages:
        assert key.ref in page.content.decode()
        assert token.rpartition("_")[2] not in page.content.decode()
    client.post(
        reverse("admin:accounts_servicekey_changelist"), {"action": "revoke", "_selected_action": [key.pk]}
    )
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert (
        client.get(reverse("admin:accounts_servicekey_changelist"), {"state": "usable"})
        .context["cl"]
        .result_count
        == 0
    )
    names = list(AuditEvent.objects.order_by("pk").values_list("name", "actor"))
    label = actor_for(officer).label
    assert [("accounts:service_key:issued", label), ("accounts:service_key:revoked", label)] == [
        row for row in names if "service_key" in row[0]
    ]


def test_staff_without_the_right_do_not_see_keys(client: Client, db: None) -> None:
    """Looking at keys is a permission, as issuing and revoking are."""
    plain = User.objects.create_user("plain@example.org", is_staff=True)
    sign_in(client, plain, second_factor=True)
    for name in ("changelist", "add"):
        assert client.get(reverse(f"admin:accounts_servicekey_{name}")).status_code == 403


def test_a_bystanders_key_stays_as_it_is(db: None) -> None:
    """Revoking one key leaves the others."""
    mine, other = company_client("roster"), company_client("roster", name="Other")
    revoke_service_key(ServiceKey.objects.get(name="Test system"), actor=SYSTEM)
    assert (ask(mine).status_code, ask(other).status_code) == (401, 200)
    assert ServiceKey.objects.get(name="Other").usable(today() + timedelta(days=900))
