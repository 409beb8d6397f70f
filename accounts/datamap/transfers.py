"""Where data is protected as in the European Economic Area, and what protects it elsewhere (GDPR chapter V)."""

from difflib import get_close_matches

from accounts.datamap.errors import DataMapError
from accounts.datamap.reader import real_reason
from accounts.datamap.terms import Recipient
from accounts.regimes.residence import EEA, country_of

EVERYWHERE = "Everywhere"
WHERE_THEY_ARE = "Where they are"
PLACES = (EVERYWHERE, WHERE_THEY_ARE)
"""What a map may say instead of one country: published to all, or wherever whoever was chosen happens to be."""
ADEQUATE = frozenset("AD AR CA CH FO GB GG IL IM JE JP KR NZ UY".split())  # noqa: SIM905
"""Countries outside the area of which the European Commission found that they protect data adequately (GDPR 45)."""
ADEQUACY = "Adequacy decision"
FRAMEWORK = "EU-US Data Privacy Framework"
SAFEGUARDS = (
    ADEQUACY,
    FRAMEWORK,
    "Standard contractual clauses",
    "International data transfer agreement",
    "Binding corporate rules",
    "Approved code of conduct",
    "Approved certification",
)
"""Safeguards by name (GDPR 45 to 47). Any other is said in a sentence."""


def is_abroad(recipient: Recipient) -> bool:
    """Return whether data leaves the countries that protect it as the European Economic Area does."""
    return country_of(recipient.country) not in EEA | ADEQUATE


def fault(recipient: Recipient) -> str:
    """Return what is wrong with what a recipient says of its safeguard, or nothing."""
    said = recipient.safeguard
    if not said:
        if not is_abroad(recipient):
            return ""
        return (
            f"Data goes to {recipient.country}, so the key safeguard is missing: name one ({', '.join(SAFEGUARDS[1:4])} …), "
            "or say in a sentence why none is needed."
        )
    if said == ADEQUACY and is_abroad(recipient):
        return f"There is no adequacy decision for {recipient.country}. Name what protects data there."
    if said == FRAMEWORK and recipient.country != "US":
        return f"The {FRAMEWORK} covers companies in US alone, and this one is in {recipient.country}."
    return "" if said in SAFEGUARDS else _sentence(said)


def _sentence(said: str) -> str:
    close = get_close_matches(said, SAFEGUARDS, n=1, cutoff=0.7)
    if close:
        return f"{said} is no safeguard we know. Did you mean {close[0]}?"
    try:
        real_reason(said, DataMapError)
    except DataMapError:
        return (
            f"{said} is no safeguard we know. Use one of: {', '.join(SAFEGUARDS)}; or say it in a sentence."
        )
    return ""
