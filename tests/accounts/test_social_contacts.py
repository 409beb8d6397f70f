"""One contact that a connected service brought is removed by its person and stays away (P41)."""

import json
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.actions.providers import keep_what_it_brought
from accounts.actor import actor_for
from accounts.models import AuditEvent, ProviderGrant, User
from accounts.social.contacts import number_of
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P41")]
NAMES = ["Charles Babbage", "Mary  Somerville", "Augustus De Morgan"]


def told(names: list[str], **more: Any) -> dict[str, Any]:
    """Return what Facebook tells of somebody's friends: a page of them, and how many there are in all."""
    friends = {"data": [{"name": name, "id": name[:1]} for name in names], "summary": {"total_count": 311}}
    return {"id": "10223", "name": "Ada Lovelace", "friends": friends, **more}


def connected(user: User, data: dict[str, Any]) -> ProviderGrant:
    """Let the service tell this, the first time or again."""
    account, _made = SocialAccount.objects.update_or_create(
        user=user, provider="facebook", defaults={"uid": str(user.pk), "extra_data": data}
    )
    return keep_what_it_brought(account, asked=[], actor=actor_for(user))


def kept(user: User) -> str:
    """Return everything that is kept of the person's connections, as one text."""
    rows = ProviderGrant.objects.filter(user=user).values_list(
        "brought", "removed_contacts", "account__extra_data"
    )
    return json.dumps(list(rows))


def test_a_contact_is_removed_and_stays_away(client: Client, person: User, bystander: User) -> None:
    """From everything that is kept, by the page, for the one person; also after the service told it again."""
    grant, other = connected(person, told(NAMES)), connected(bystander, told(NAMES))
    url = reverse("accounts:contacts", args=[grant.account_id])
    sign_in(client, person)
    assert b"See 3 contacts" in client.get(reverse("accounts:settings")).content
    page = client.get(url)
    assert [c.name for c in page.context["page_obj"]] == NAMES
    number = next(c.number for c in page.context["page_obj"] if "Mary" in c.name)
    answer = client.post(url, {"contact": number}, follow=True)
    assert b"The contact is removed" in answer.content
    assert b"Somerville" not in answer.content
    assert "Babbage" in kept(person)
    assert "Somerville" not in kept(person)
    assert "Somerville" in kept(bystander)
    connected(person, told([*NAMES[:2], "mary somerville", "Michael Faraday"], gender="female"))
    grant.refresh_from_db()
    assert grant.brought["contacts"] == ["Charles Babbage", "Michael Faraday"]
    assert grant.brought["contacts_count"] == 309
    assert grant.brought["gender"] == "female"
    assert "omerville" not in kept(person)
    event = AuditEvent.objects.get(name="accounts:contact:removed")
    assert (event.subject_ref, event.data) == (person.subject.ref, {"provider": "facebook"})
    # A second press, a made-up number, and somebody else's connection change nothing.
    for contact in (number, "0" * 32, ""):
        assert b"not here any more" in client.post(url, {"contact": contact}, follow=True).content
    assert (
        client.post(reverse("accounts:contacts", args=[other.account_id]), {"contact": number}).status_code
        == 404
    )
    assert AuditEvent.objects.filter(name="accounts:contact:removed").count() == 1


def test_the_list_of_an_openid_connect_service(person: User) -> None:
    """It stands one level deeper, and is a list of names."""
    claims = {"userinfo": {"sub": "1", "contacts": list(NAMES)}, "id_token": {"sub": "1"}}
    grant = connected(person, claims)
    assert grant.brought["contacts"] == NAMES
    grant.removed_contacts = [number_of(grant.account_id, "charles babbage")]
    grant.save()
    again = connected(person, claims)
    assert again.brought["contacts"] == NAMES[1:]
    assert again.brought["contacts_count"] == 2
    assert "Babbage" not in kept(person)


def test_by_api(client: Client, person: User, bystander: User) -> None:
    grant = connected(person, told(NAMES))
    sign_in(client, person)
    found = client.get("/api/v1/contacts").json()
    assert found["count"] == 3
    assert found["results"][0] == {
        "id": number_of(grant.account_id, NAMES[0]),
        "service": "facebook",
        "name": NAMES[0],
    }
    url = f"/api/v1/contacts/{found['results'][0]['id']}"
    assert sign_in(Client(), bystander).delete(url).status_code == 404
    assert Client().delete(url).status_code in {401, 403}
    assert client.delete(url).status_code == 204
    assert client.delete(url).status_code == 404
    assert [one["name"] for one in client.get("/api/v1/contacts").json()["results"]] == NAMES[1:]
