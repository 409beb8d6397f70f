"""A new address is proved before it counts; the former one is told (P45)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, DataSubject, User
from tests.people import add_identifier
from tests.signing_in import code_in, make_stale, sign_in

pytestmark = pytest.mark.django_db


def change(client: Client, to: str) -> Any:
    return client.post(reverse("account_email"), {"email": to, "action_add": ""})


def prove(client: Client, message: Any) -> Any:
    return client.post(reverse("account_email_verification_sent"), {"code": code_in(message)})


def test_the_new_address_takes_over_once_proved(client: Client, person: User, outbox: Any) -> None:
    sign_in(client, person)
    assert change(client, "new@example.org").status_code == 302
    person.refresh_from_db()
    assert person.email == "maya@example.org"
    assert prove(client, outbox.to("new@example.org")[-1]).status_code == 302
    person.refresh_from_db()
    assert person.email == "new@example.org"
    assert DataSubject.objects.known_by("email", "new@example.org").get() == person.subject
    # What the company's systems know stays theirs to change.
    assert DataSubject.objects.known_by("email", "maya@example.org").get() == person.subject
    for address in ("maya@example.org", "new@example.org"):
        assert outbox.to(address)[-1].subject == "Your e-mail address was changed"
    assert AuditEvent.objects.filter(name="accounts:address:changed", subject_ref=person.subject.ref).exists()


def test_an_address_only_sign_in_knew_stops_locating(client: Client, person: User, outbox: Any) -> None:
    person.subject.identifiers.update(source="sign-in")
    sign_in(client, person)
    change(client, "new@example.org")
    prove(client, outbox.to("new@example.org")[-1])
    assert not DataSubject.objects.known_by("email", "maya@example.org").exists()


def test_somebody_elses_account_is_not_given_away(
    client: Client, person: User, bystander: User, outbox: Any
) -> None:
    """Answer and mail are the same as for a free address, and even with the code nothing is taken over."""
    sign_in(client, person)
    free = change(client, "free@example.org")
    client.post(reverse("account_email"), {"email": "free@example.org", "action_remove": ""})
    taken = change(client, bystander.email)
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert outbox.to(bystander.email)[-1].subject == outbox.to("free@example.org")[-1].subject
    prove(client, outbox.to(bystander.email)[-1])
    for user, email in ((person, "maya@example.org"), (bystander, "tom@example.org")):
        user.refresh_from_db()
        assert user.email == email
    assert DataSubject.objects.known_by("email", "tom@example.org").get() == bystander.subject


def test_data_of_somebody_else_is_not_joined(client: Client, person: User, outbox: Any) -> None:
    """An address the roster knows as another person changes the account, and leaves the data where it is."""
    other = DataSubject.objects.create()
    add_identifier(other, "email", "other@example.org")
    sign_in(client, person)
    change(client, "other@example.org")
    prove(client, outbox.to("other@example.org")[-1])
    assert DataSubject.objects.known_by("email", "other@example.org").get() == other
    person.refresh_from_db()
    assert person.subject != other
    assert AuditEvent.objects.filter(name="accounts:subject:link_refused").count() == 1
    assert b"belongs to another account" in client.get(reverse("accounts:settings")).content


def test_changing_it_needs_a_fresh_sign_in(client: Client, person: User, outbox: Any) -> None:
    make_stale(sign_in(client, person))
    assert change(client, "new@example.org").url.startswith(reverse("account_reauthenticate"))
    assert outbox.to("new@example.org") == []
