"""After disconnecting, the service is told to forget the keys it gave (P07)."""

import copy
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from accounts.actions.providers import disconnect_provider
from accounts.actor import SYSTEM
from accounts.models import ProviderRevocation, User
from accounts.social import revoking
from tests.recorded import Recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def services(recorded: Recorded, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Let every service be the recorded one."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    for provider in revoking.PLACES:
        monkeypatch.setitem(revoking.PLACES, provider, f"{recorded.address}/{provider}")
        recorded.answers[f"/{provider}"] = {}
    apps = copy.deepcopy(settings.SOCIALACCOUNT_PROVIDERS)
    apps["openid_connect"]["APPS"][0]["settings"]["server_url"] = recorded.address
    apps["apple"]["APPS"][0]["settings"]["certificate_key"] = (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )
    settings.SOCIALACCOUNT_PROVIDERS = apps
    recorded.answers["/oidc"] = {}
    place = {"revocation_endpoint": f"{recorded.address}/oidc"}
    recorded.answers["/.well-known/openid-configuration"] = place
    return recorded


def connected(user: User, provider: str) -> SocialAccount:
    account = SocialAccount.objects.create(user=user, provider=provider, uid="1001")
    SocialToken.objects.create(account=account, token="the-key", token_secret="the-refresh-key")
    return account


@pytest.mark.parametrize("provider", ["google", "facebook", "twitter_oauth2", "apple", "oidc"])
@pytest.mark.promise("P07")
def test_the_service_is_told(
    provider: str, services: Recorded, person: User, committed: None, jobs: Any
) -> None:
    disconnect_provider(connected(person, provider), actor=SYSTEM)
    assert not SocialToken.objects.exists()
    job = ProviderRevocation.objects.get()
    assert b"the-key" not in bytes(job.wrapped_key)
    assert services.asked == []
    jobs.run(twice=True)
    told = services.fields(f"/{provider}")
    assert "the-refresh-key" in told.values() if provider == "apple" else "the-key" in told.values()
    job.refresh_from_db()
    assert (job.job_state, bytes(job.wrapped_key)) == ("done", b"")


def test_a_service_that_is_away_is_asked_again(
    services: Recorded, person: User, committed: None, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(revoking.PLACES, "google", "http://127.0.0.1:9/")
    disconnect_provider(connected(person, "google"), actor=SYSTEM)
    jobs.run()
    job = ProviderRevocation.objects.get()
    assert (job.job_state, job.last_error_code) == ("queued", "service_unavailable")


def test_when_the_service_asked_itself_it_is_not_called_back(
    services: Recorded, person: User, committed: None, jobs: Any
) -> None:
    disconnect_provider(connected(person, "google"), actor=SYSTEM, by="provider")
    assert not ProviderRevocation.objects.exists()


def test_a_service_no_longer_set_up_is_left_to_staff(
    services: Recorded, person: User, committed: None, jobs: Any, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    disconnect_provider(connected(person, "google"), actor=SYSTEM)
    jobs.run()
    assert ProviderRevocation.objects.get().last_error_code == "service_not_set_up"
