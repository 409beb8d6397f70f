"""A receipt for an entry of the ledger: what was chosen, in which words, and how to take it back; signed.

The names follow the profile of ISO/IEC TS 27560 in the Data Privacy Vocabulary where that has one. The
signature (Ed25519, RFC 8032) covers the document without `signature` as canonical JSON: sorted keys, no
blanks, UTF-8. `candor:chain` holds what the entry's digest was made of, so that whoever has a receipt can
say later whether the ledger still is what it was.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts import signing
from accounts.datamap.current import current
from accounts.encoding import canonical, from_text, to_text
from accounts.models import DataMapVersion
from consent.chain import digest_of, facts_of
from consent.choices import Choice, digest_of_words, is_known, words_of
from consent.models import ConsentRecord
from consent.standing import name_of

CONTEXT = {
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "candor": "urn:candor:receipt:1:",
}
PROFILE = "https://w3id.org/dpv/schema/dpv-27560#receipt"
OWN_PROFILE = "urn:candor:receipt:1"
STATUS = {
    "given": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "opted_in": "candor:OptedIn",
    "opted_out": "candor:OptedOut",
}
BASIS = {
    "consent": "dpv:Consent",
    "contract": "dpv:Contract",
    "legal_obligation": "dpv:LegalObligation",
    "vital_interest": "dpv:VitalInterest",
    "public_task": "dpv:PublicInterest",
    "legitimate_interest": "dpv:LegitimateInterest",
}


def receipt_of(record: ConsentRecord) -> dict[str, Any]:
    """Return the signed receipt of an entry as JSON-native data. The same entry and data map give the same receipt."""
    content = _content(record)
    signature = to_text(signing.sign(signed_bytes(content)))
    return content | {"signature": {"type": "Ed25519", "value": signature}}


def signed_bytes(document: Mapping[str, Any]) -> bytes:
    """Return what the signature of a receipt covers."""
    return canonical({name: value for name, value in document.items() if name != "signature"})


def faults_in(document: Mapping[str, Any], public_key: bytes | None = None) -> list[str]:
    """Return the codes of what is wrong with a receipt: `signature`, `digest`, `unreadable`; none for a genuine one.

    Needs nothing but the document and the key; without a key, those that the portal publishes count.
    """
    try:
        signature = from_text(document["signature"]["value"])
        chain = document["candor:chain"]
        digest = digest_of(chain["facts"], bytes.fromhex(chain["previous"])).hex()
        genuine = (
            signing.verify(signed_bytes(document), signature, public_key)
            if public_key is not None
            else signing.is_ours(signed_bytes(document), signature, _named_key(document["candor:key"]))
        )
        fits = digest == chain["digest"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return ["unreadable"]
    return [code for code, right in (("signature", genuine), ("digest", fits)) if not right]


def _named_key(key: Mapping[str, str]) -> str:
    """Return what a receipt says of its key; one from before keys had ids holds only the key."""
    return key.get("kid") or key["x"]


def _content(record: ConsentRecord) -> dict[str, Any]:
    rests_on_consent = record.lawful_basis == "consent"
    return {
        "@context": CONTEXT,
        "@type": "dpv:ConsentReceipt" if rests_on_consent else "candor:ChoiceReceipt",
        "dct:conformsTo": [PROFILE, OWN_PROFILE] if rests_on_consent else [OWN_PROFILE],
        "dct:identifier": str(record.ref),
        "dct:language": record.language,
        "dpv:hasDataSubject": {
            "@type": "dpv:DataSubject",
            "dct:identifier": str(record.holder),
            "candor:scope": record.scope,
        },
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:language": record.language,
            "candor:words": words_then(record),
            "candor:wordsDigest": record.words_digest,
            "candor:policyVersion": record.policy_version,
            "candor:dataMapVersion": record.map_version,
        },
        "dpv:hasProcess": [_process(record)],
        "dpv:hasDataController": _controller(),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": settings.BASE_URL + reverse("consent:choices"),
        },
        "dpv:hasStatus": [
            {
                "@type": STATUS[record.decision],
                "dct:date": record.decided_at.isoformat(),
                "candor:method": record.method,
                "candor:by": record.actor,
            }
        ],
        "candor:chain": {
            "facts": facts_of(record),
            "previous": bytes(record.previous).hex(),
            "digest": bytes(record.digest).hex(),
        },
        "candor:key": signing.public_jwk(),
    }


def words_then(record: ConsentRecord) -> str | None:
    """Return the words that were shown, from the map of today or the one of that time; None when neither has them any more."""
    choice = Choice(record.about, record.key, record.allowed, record.channel)
    with override(record.language or None):
        if _can_be_said(choice) and digest_of_words(choice) == record.words_digest:
            return words_of(choice)
    section = "topics" if record.about == ConsentRecord.About.TOPIC else "purposes"
    version = DataMapVersion.objects.filter(pk=record.map_version).first()
    what = version.content.get(section, {}).get(record.key) if version is not None else None
    return f"{what['name']}: {what['description']}" if what else None


def _can_be_said(choice: Choice) -> bool:
    if choice.about == ConsentRecord.About.PURPOSE:
        return choice.key in current().purposes
    return choice.about == ConsentRecord.About.SALE or is_known(choice)


def _process(record: ConsentRecord) -> dict[str, Any]:
    """Return the use of data the choice is about, as the data map declares it when the receipt is made."""
    datamap = current()
    topic = datamap.topics.get(record.key) if record.about == ConsentRecord.About.TOPIC else None
    purpose = topic.purpose if topic is not None else record.key
    categories = [c for c in datamap.categories.values() if purpose in c.purposes]
    recipients = dict.fromkeys(key for category in categories for key in category.recipients)
    rules = dict.fromkeys(category.retention for category in categories)
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "dct:identifier": record.key,
            "dct:title": name_of(record.about, record.key),
            "candor:channel": record.channel,
        },
        "dpv:hasLegalBasis": BASIS[record.lawful_basis],
        "dpv:hasPersonalData": [category.name for category in categories],
        "dpv:hasRecipient": [datamap.recipients[key].name for key in recipients],
        "dpv:hasStorageCondition": [datamap.retention[key].name for key in rules],
    }


def _controller() -> dict[str, Any]:
    organisation = current().organisation
    return {
        "@type": "dpv:DataController",
        "dpv:hasName": organisation.legal_name or organisation.name,
        "dpv:hasAddress": ", ".join(organisation.address),
        "dpv:hasContact": organisation.privacy_email,
        "dpv:hasJurisdiction": organisation.country,
    }
