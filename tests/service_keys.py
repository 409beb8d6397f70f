"""Systems of the company, with keys, for tests of the bulk API."""

from typing import Any

from rest_framework.test import APIClient

from accounts.actions.service_keys import issue_service_key
from accounts.actor import SYSTEM


def company_client(*scopes: str, name: str = "Test system", **key: Any) -> APIClient:
    """Return a client that sends a fresh service key with these scopes."""
    _key, token = issue_service_key(name, scopes=scopes, actor=SYSTEM, **key)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
