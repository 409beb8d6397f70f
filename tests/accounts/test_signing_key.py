"""Publish the keys under which packages and receipts are signed, and change them."""

import base64
import os
from hashlib import sha256
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import signing
from accounts.encoding import canonical, from_text, to_text
from config import env

EARLIER = [b"\1" * 32, b"\2" * 32]


@pytest.fixture
def changed(settings):
    """Two keys were used before the one of today."""
    settings.CANDOR_FORMER_SIGNING_KEYS = [
        (signing.public_of(EARLIER[1]), "2026-03-01"),
        (signing.public_of(EARLIER[0]), "2025-01-31"),
    ]


def signed_with(settings, seed: bytes, message: bytes) -> bytes:
    now, settings.CANDOR_SIGNING_KEY = settings.CANDOR_SIGNING_KEY, seed
    signature = signing.sign(message)
    settings.CANDOR_SIGNING_KEY = now
    return signature


def test_whoever_holds_a_signed_file_can_check_it(client: Client) -> None:
    """No database: a stranger's question costs nothing."""
    response = client.get("/signing-key")
    key = base64.b64decode(response.json()["base64"])
    assert signing.verify(b"manifest", signing.sign(b"manifest"), key)
    assert not signing.verify(b"changed", signing.sign(b"manifest"), key)
    assert base64.urlsafe_b64decode(response.json()["x"] + "=") == key
    assert not response.cookies
    assert client.post("/signing-key").status_code == 405


def test_all_keys_are_published_with_their_days(client, changed) -> None:
    response = client.get("/.well-known/candor-signing-keys.json")
    keys = response.json()["keys"]

    assert not response.cookies
    assert [from_text(key["x"]) for key in keys] == [
        signing.public_key(), signing.public_of(EARLIER[1]), signing.public_of(EARLIER[0]),
    ]  # fmt: skip
    assert [(key.get("since"), key.get("until")) for key in keys] == [
        ("2026-03-01", None), ("2025-01-31", "2026-03-01"), (None, "2025-01-31"),
    ]  # fmt: skip
    for key in keys:
        thumbprint = sha256(canonical({name: key[name] for name in ("crv", "kty", "x")})).digest()
        assert key["kid"] == to_text(thumbprint)


def test_what_an_earlier_key_signed_stays_ours_and_what_a_stranger_signed_never_is(settings, changed) -> None:
    earlier = signed_with(settings, EARLIER[0], b"receipt")
    stranger = signed_with(settings, b"\3" * 32, b"receipt")
    former = signing.PublicKey(signing.public_of(EARLIER[0]))
    unknown = signing.PublicKey(signing.public_of(b"\3" * 32))

    for named in (None, former.kid, former.text):
        assert signing.is_ours(b"receipt", earlier, named)
        assert not signing.is_ours(b"changed", earlier, named)
    for named in (None, unknown.kid, unknown.text):
        assert not signing.is_ours(b"receipt", stranger, named)
    assert not signing.is_ours(b"receipt", earlier, signing.PublicKey(signing.public_key()).kid)
    settings.CANDOR_FORMER_SIGNING_KEYS = []
    assert not signing.is_ours(b"receipt", earlier, former.kid)


def test_the_command_prints_two_settings_that_can_be_set_as_they_are(
    settings, changed, monkeypatch, frozen
) -> None:
    out, err = StringIO(), StringIO()
    old = signing.published()[0]
    call_command("signing_key", "new", stdout=out, stderr=err)
    for line in out.getvalue().splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    settings.CANDOR_SIGNING_KEY = env.key32("CANDOR_SIGNING_KEY", "")
    settings.CANDOR_FORMER_SIGNING_KEYS = env.former_keys("CANDOR_FORMER_SIGNING_KEYS", "")

    new, former, *older = signing.published()
    assert new.raw not in {old.raw, *(one.raw for one in older)}
    assert former.raw == old.raw
    assert former.until == new.since == frozen.moment.date().isoformat()
    assert [one.until for one in older] == ["2026-03-01", "2025-01-31"]
    assert os.environ["CANDOR_SIGNING_KEY"] not in err.getvalue()
    listed = StringIO()
    call_command("signing_key", "list", stdout=listed)
    assert [line.split()[0] for line in listed.getvalue().splitlines()] == [
        one.kid for one in signing.published()
    ]
    with pytest.raises(CommandError, match="today already"):
        call_command("signing_key", "new", stdout=StringIO())


GOOD = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"


@pytest.mark.parametrize(
    "value",
    [GOOD, f"{GOOD}=31.12.2026", "AQEB=2026-01-01", f"{GOOD}=2026-01-01,{GOOD}=2026-02-01",
     f"{GOOD}=2026-01-01,{GOOD.replace('E', 'U')}=2026-01-01"],
)  # fmt: skip
def test_former_keys_that_nobody_could_mean_are_refused(monkeypatch, value) -> None:
    monkeypatch.setenv("CANDOR_FORMER_SIGNING_KEYS", f"{GOOD}==2026-01-01")
    assert env.former_keys("CANDOR_FORMER_SIGNING_KEYS", "") == [(b"\1" * 32, "2026-01-01")]
    monkeypatch.setenv("CANDOR_FORMER_SIGNING_KEYS", value)
    with pytest.raises(ImproperlyConfigured, match="CANDOR_FORMER_SIGNING_KEYS"):
        env.former_keys("CANDOR_FORMER_SIGNING_KEYS", "")
