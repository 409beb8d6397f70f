"""What is no passkey is not kept as one: a broken one would shut its person out of their own pages."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sent", ["0", "false", '""', "[]", "{}", "1", "null", "x"])
def test_what_is_no_key_is_not_kept(client: Client, person: User, sent: str) -> None:
    page = reverse("mfa_add_webauthn")
    assert sign_in(client, person).get(page).status_code == 200
    assert client.post(page, {"name": "key", "credential": sent}).status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()
    assert client.get(page).status_code == 200
