"""Alive and ready: two questions of the machinery that keeps the portal running."""

from typing import Any

import pytest
from django.test import Client

from config import health


def test_alive_asks_nobody(client: Client) -> None:
    """No database: a slow one must not get a healthy process killed."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert not response.cookies


def test_ready(db: None, client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("name", ["database", "redis"])
def test_what_is_away_is_named(db: None, client: Client, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OSError("secret address of a server")

    with monkeypatch.context() as patch:
        if name == "database":
            patch.setattr(health.connection, "cursor", away)
        else:
            patch.setattr(health.cache, "set", away)
        response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "broken": [name]})


def test_only_looking_is_allowed(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
