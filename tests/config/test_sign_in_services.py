"""Services are switched on by environment variables; half a pair is refused by name."""

import importlib
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import providers

Load = Callable[..., ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that reads the settings anew with these variables and no others of their kind."""

    def load(**variables: str) -> ModuleType:
        services = ("GOOGLE", "APPLE", "FACEBOOK", "X", "OIDC")
        for name in list(os.environ):
            if name.startswith(tuple(f"CANDOR_{service}_" for service in services)):
                monkeypatch.delenv(name)
        for name, value in variables.items():
            monkeypatch.setenv(f"CANDOR_{name}", value)
        return importlib.reload(providers)

    yield load
    monkeypatch.undo()
    importlib.reload(providers)


def test_nothing_is_on_by_itself(load: Load) -> None:
    read = load()
    assert (read.PROVIDERS, read.PROVIDER_APPS, read.PROVIDER_ORIGINS) == ({}, [], [])


def test_a_pair_switches_a_service_on(load: Load) -> None:
    read = load(GOOGLE_CLIENT_ID="id", GOOGLE_CLIENT_SECRET="secret")
    assert read.PROVIDER_APPS == ["allauth.socialaccount.providers.google"]
    assert read.PROVIDERS["google"]["APPS"] == [{"client_id": "id", "secret": "secret"}]
    assert read.PROVIDER_ORIGINS == ["https://accounts.google.com"]


def test_the_companys_own_provider_is_allowed_as_a_form_target(load: Load) -> None:
    read = load(
        OIDC_SERVER="https://id.company.example/realms/main",
        OIDC_CLIENT_ID="id",
        OIDC_CLIENT_SECRET="secret",
        OIDC_NAME="Company",
        OIDC_ORIGINS="https://login.company.example",
    )
    assert read.PROVIDER_ORIGINS == ["https://id.company.example", "https://login.company.example"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"GOOGLE_CLIENT_ID": "id"}, "CANDOR_GOOGLE_CLIENT_SECRET"),
        ({"GOOGLE_CLIENT_SECRET": "secret"}, "CANDOR_GOOGLE_CLIENT_ID"),
        ({"FACEBOOK_CLIENT_ID": "id"}, "CANDOR_FACEBOOK_CLIENT_SECRET"),
        ({"X_CLIENT_SECRET": "secret"}, "CANDOR_X_CLIENT_ID"),
        (
            {"APPLE_CLIENT_ID": "id", "APPLE_KEY_ID": "key", "APPLE_TEAM_ID": "team"},
            "CANDOR_APPLE_PRIVATE_KEY",
        ),
        (
            {"OIDC_SERVER": "https://id.example", "OIDC_CLIENT_ID": "id", "OIDC_NAME": "Us"},
            "CANDOR_OIDC_CLIENT_SECRET",
        ),
    ],
)
def test_half_a_pair_is_refused_by_name(given: dict[str, str], missing: str, load: Load) -> None:
    with pytest.raises(ImproperlyConfigured, match=missing):
        load(**given)
