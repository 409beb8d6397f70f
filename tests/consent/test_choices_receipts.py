"""Receipts verify with the key alone; chains are walked, and every tampering by the owner of the database shows."""

import base64
import hashlib
import json
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts import signing
from accounts.actor import SYSTEM, actor_for
from accounts.clock import today
from accounts.datamap import history
from accounts.datamap.current import current
from accounts.encoding import to_text
from accounts.models import User
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord
from consent.receipts import faults_in, receipt_of, signed_bytes
from exports.verify import candor_verify
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MEASURE = Choice("purpose", "measurement", allowed=True)
NO_MEASURE = Choice("purpose", "measurement", allowed=False)


def choose(user: User, *choices: Choice) -> list[ConsentRecord]:
    return record_choices(Holder.of(user.subject), actor=actor_for(user), choices=choices, method="page")


def key() -> bytes:
    """Return the public key as anybody gets it."""
    said = Client().get(reverse("accounts:signing_key")).json()
    return base64.b64decode(said["base64"])


@pytest.mark.promise("P28", "P29")
def test_a_receipt_verifies_with_nothing_but_the_key(client: Client, person: User) -> None:
    """Every line below uses the downloaded file, the published key and a library; nothing of the portal."""
    history.apply(current(), effective=today(), actor=SYSTEM)
    choose(person, MEASURE)
    (entry,) = choose(person, NO_MEASURE)
    sign_in(client, person)
    page = client.get(reverse("consent:history")).content.decode()
    address = reverse("consent:receipt", args=[entry.ref])
    assert address in page
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="choice-receipt-{entry.ref}.json"'
    receipt = json.loads(answer.content)

    signature = receipt.pop("signature")
    assert signature["type"] == "Ed25519"
    text = json.dumps(receipt, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    raw = base64.urlsafe_b64decode(signature["value"] + "==")
    public = Ed25519PublicKey.from_public_bytes(key())
    public.verify(raw, text)
    with pytest.raises(InvalidSignature):
        public.verify(raw, text.replace(b"ConsentWithdrawn", b"ConsentGiven"))

    chain = receipt["candor:chain"]
    facts = {**chain["facts"], "previous": chain["previous"]}
    made = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    assert hashlib.sha256(made).hexdigest() == chain["digest"]
    assert chain["previous"] == bytes(ConsentRecord.objects.get(sequence=1).digest).hex()
    assert (
        hashlib.sha256(receipt["dpv:hasNotice"]["candor:words"].encode()).hexdigest()
        == (receipt["dpv:hasNotice"]["candor:wordsDigest"])
    )


def test_a_receipt_says_what_the_profile_wants(person: User) -> None:
    (entry,) = choose(person, MEASURE)
    receipt = receipt_of(entry)
    assert receipt["@type"] == "dpv:ConsentReceipt"
    assert "https://w3id.org/dpv/schema/dpv-27560#receipt" in receipt["dct:conformsTo"]
    assert receipt["dpv:hasDataSubject"]["dct:identifier"] == str(person.subject.ref)
    assert receipt["dpv:hasStatus"][0]["@type"] == "dpv:ConsentGiven"
    assert receipt["dpv:hasConsentControl"]["dpv:isExercisedAt"] == "http://testserver/choices/"
    (process,) = receipt["dpv:hasProcess"]
    assert process["dpv:hasLegalBasis"] == "dpv:Consent"
    assert "Cookies and local storage" in process["dpv:hasPersonalData"]
    assert process["dpv:hasRecipient"]
    assert process["dpv:hasStorageCondition"]
    assert receipt["dpv:hasDataController"]["dpv:hasContact"] == current().organisation.privacy_email
    assert person.email not in json.dumps(receipt)


def test_an_opt_out_is_no_consent(person: User) -> None:
    (entry,) = choose(person, Choice("sale", SALE, allowed=False))
    receipt = receipt_of(entry)
    assert receipt["@type"] == "candor:ChoiceReceipt"
    assert receipt["dct:conformsTo"] == ["urn:candor:receipt:1"]
    assert receipt["dpv:hasNotice"]["candor:words"].startswith("Do not sell or share my personal data")


def test_the_words_of_then_come_from_the_map_of_then(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The purpose was said otherwise when somebody agreed; the receipt still has the words they saw."""
    purpose = current().purposes["measurement"]
    shown = purpose.description
    history.apply(current(), effective=today(), actor=SYSTEM)
    (entry,) = choose(person, MEASURE)
    object.__setattr__(purpose, "description", "Something else.")
    try:
        assert receipt_of(entry)["dpv:hasNotice"]["candor:words"] == f"Measure visits and mail: {shown}"
    finally:
        object.__setattr__(purpose, "description", shown)


def test_own_receipts_only(client: Client, person: User, stranger: User) -> None:
    (entry,) = choose(person, MEASURE)
    address = reverse("consent:receipt", args=[entry.ref])
    assert client.get(address).status_code == 404
    assert client.get(reverse("consent:history")).url == "/choices/"
    assert sign_in(Client(), person).get(address).status_code == 200
    other = sign_in(Client(), stranger)
    assert other.get(address).status_code == 404
    assert "You have not chosen anything yet." in other.get(reverse("consent:history")).content.decode()


def test_the_history_turns_its_pages(client: Client, person: User) -> None:
    for number in range(23):
        choose(person, NO_MEASURE if number % 2 else MEASURE)
    sign_in(client, person)
    first = client.get(reverse("consent:history")).content.decode()
    assert first.count("choices/receipts/") == 20
    assert "Page 1 of 2" in first
    assert (
        client.get(reverse("consent:history"), {"page": 2}).content.decode().count("choices/receipts/") == 3
    )


def test_the_history_says_in_words_by_which_way_a_message_came(client: Client, person: User) -> None:
    choose(person, Choice("topic", "digest", allowed=False, channel="mail"))
    page = sign_in(client, person).get(reverse("consent:history")).content.decode()
    assert "(by e-mail)" in page
    assert "(mail)" not in page


def verify(file: Path, *more: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("choices", "verify", str(file), *more, stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), err.getvalue()
    return 0, out.getvalue()


@pytest.mark.promise("P29")
def test_the_command_tells_a_genuine_receipt(person: User, tmp_path: Path) -> None:
    (entry,) = choose(person, MEASURE)
    receipt, file = receipt_of(entry), tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt), encoding="utf-8")
    assert verify(file) == (0, "The receipt is genuine.\n")
    assert candor_verify.main([str(file), "--key", to_text(key())]) == 0
    assert verify(file, "--key", base64.b64encode(key()).decode())[0] == 0
    code, said = verify(file, "--key", base64.b64encode(b"\0" * 32).decode())
    assert (code, said) == (1, "The signature does not fit: it was changed, or signed with another key.\n")


@pytest.mark.parametrize("broken", [{}, {"signature": 1}, {"signature": {"value": "x"}}, [], None])
def test_what_is_no_receipt_is_called_so(broken: Any) -> None:
    assert faults_in(broken, b"\0" * 32) == ["unreadable"]


def test_a_changed_receipt_is_found(person: User) -> None:
    (entry,) = choose(person, MEASURE)
    receipt = receipt_of(entry)
    assert faults_in(receipt, key()) == []
    receipt["dct:language"] = "fr"
    assert faults_in(receipt, key()) == ["signature"]
    receipt["candor:chain"]["facts"]["decision"] = "refused"
    assert faults_in(receipt, key()) == ["signature", "digest"]


def test_a_receipt_outlives_its_key_only_while_that_is_published(person: User, settings: Any) -> None:
    """Also one from before keys had ids."""
    (entry,) = choose(person, MEASURE)
    receipt = receipt_of(entry)
    older = {**receipt, "candor:key": {name: receipt["candor:key"][name] for name in ("kty", "crv", "x")}}
    older["signature"] = {"type": "Ed25519", "value": to_text(signing.sign(signed_bytes(older)))}
    settings.CANDOR_FORMER_SIGNING_KEYS = [(key(), "2026-01-01")]
    settings.CANDOR_SIGNING_KEY = b"\1" * 32
    assert faults_in(receipt) == faults_in(older) == []
    settings.CANDOR_FORMER_SIGNING_KEYS = []
    assert faults_in(receipt) == faults_in(older) == ["signature"]


def check() -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("choices", "check", stdout=out, stderr=err)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def fill(person: User, bystander: User) -> None:
    for choice in (MEASURE, NO_MEASURE, MEASURE):
        choose(person, choice)
    choose(bystander, MEASURE)
    record_choices(Holder.browser(uuid.uuid4()), actor=SYSTEM, choices=[MEASURE], method="banner")


@pytest.mark.promise("P29")
def test_whole_chains_are_said_to_be_whole(person: User, bystander: User) -> None:
    fill(person, bystander)
    assert check() == (0, "5 entries of 3 holders walked; 0 with a break.\n", "")


@pytest.mark.promise("P29")
@pytest.mark.parametrize(
    ("tampering", "numbers"),
    [
        ("UPDATE consent_consentrecord SET decision = 'refused' WHERE holder = %s AND sequence = 2", "2"),
        ("DELETE FROM consent_consentrecord WHERE holder = %s AND sequence = 2", "3"),
        ("UPDATE consent_consentrecord SET digest = '\\x00' WHERE holder = %s AND sequence = 1", "1, 2"),
    ],
)
def test_what_the_owner_changed_is_named(
    person: User, bystander: User, owner_cursor: Any, tampering: str, numbers: str
) -> None:
    fill(person, bystander)
    owner_cursor.execute(tampering, [person.subject.ref])
    assert owner_cursor.rowcount == 1
    code, said, found = check()
    assert code == 1
    assert "1 with a break" in said
    assert found == f"{person.subject.ref}: entries that do not fit: {numbers}.\n"
