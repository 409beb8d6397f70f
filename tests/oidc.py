"""A real OpenID Connect provider in a process of its own, on a port the system chose."""

import copy
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.providers.google import views as google
from django.test import Client


class Provider:
    """The running provider: people are written into it, and sign in as a browser would."""

    def __init__(self, address: str) -> None:
        self.address = address

    def knows(self, sub: str, **claims: Any) -> None:
        """Tell the provider about one of its people."""
        requests.put(f"{self.address}/users/{sub}", json=claims, timeout=5).raise_for_status()

    def consent(self, authorize_url: str, sub: str) -> str:
        """Sign in there and allow what is asked; return where the provider sends the browser."""
        assert authorize_url.startswith(self.address), authorize_url
        answer = requests.post(authorize_url, data={"sub": sub}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Start the provider and stop it at the end."""
    program = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert program.stderr is not None
    seen = []
    for line in program.stderr:
        seen.append(line)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if found:
            break
    else:
        raise AssertionError("".join(seen))
    try:
        yield Provider(f"http://127.0.0.1:{found.group(1)}")
    finally:
        program.terminate()
        program.wait(10)
        program.stderr.close()


def go_through(client: Client, start: str, provider: Provider, sub: str) -> Any:
    """Press the button, sign in at the provider, come back; return the portal's answer."""
    leave = client.post(start)
    assert leave.status_code == 302, leave.content
    back = urlsplit(provider.consent(leave.url, sub))
    return client.get(f"{back.path}?{back.query}")


@pytest.fixture(scope="session")
def provider_process() -> Iterator[Provider]:
    """Return the provider all tests of this process share."""
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(provider_process: Provider, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Point the OpenID Connect service and Sign in with Google at the running provider."""
    address = provider_process.address
    services = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    services["openid_connect"]["APPS"][0]["settings"]["server_url"] = address
    settings.SOCIALACCOUNT_PROVIDERS = services
    settings.CONTENT_SECURITY_POLICY = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(address)
    # These are read from the settings when django-allauth is imported; here the process is known only now.
    monkeypatch.setattr(google.GoogleOAuth2Adapter, "authorize_url", f"{address}/oauth2/authorize")
    monkeypatch.setattr(google.GoogleOAuth2Adapter, "access_token_url", f"{address}/oauth2/token")
    monkeypatch.setattr(google.GoogleOAuth2Adapter, "identity_url", f"{address}/userinfo")
    monkeypatch.setattr(google, "ID_TOKEN_ISSUER", address)
    return provider_process
