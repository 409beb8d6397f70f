"""Publish the key under which packages and receipts are signed."""

import base64

from django.test import Client

from accounts import signing


def test_whoever_holds_a_signed_file_can_check_it(client: Client) -> None:
    """No database: a stranger's question costs nothing."""
    response = client.get("/signing-key")
    key = base64.b64decode(response.json()["base64"])
    assert signing.verify(b"manifest", signing.sign(b"manifest"), key)
    assert not signing.verify(b"changed", signing.sign(b"manifest"), key)
    assert base64.urlsafe_b64decode(response.json()["x"] + "=") == key
    assert not response.cookies
    assert client.post("/signing-key").status_code == 405
