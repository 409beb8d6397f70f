"""From where a person lives to the law that is applied, and the shortest clock where several could be."""

from datetime import date

from accounts.regimes.clocks import Due, due
from accounts.regimes.laws import CCPA, DEFAULT, FADP, GDPR, UK_GDPR, Regime

EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905
)
"""The European Union with Iceland, Liechtenstein and Norway (ISO 3166)."""


SAME_AS = {
    "EL": "GR", "UK": "GB", "AX": "FI",
    "GP": "FR", "GF": "FR", "MQ": "FR", "RE": "FR", "YT": "FR", "MF": "FR",
}  # fmt: skip
"""Codes that mean another country: what European texts write, and places outside Europe that belong to its Union (TFEU 355)."""


def place_of(residence: str) -> str:
    """Return a residence as ISO 3166 writes it, in capitals and under the country whose law it has."""
    country, dash, part = residence.upper().partition("-")
    return SAME_AS.get(country, country) + dash + part


def country_of(residence: str) -> str:
    """Return the two letters of the country of an ISO 3166 code such as DE-BY."""
    return place_of(residence).partition("-")[0]


def regime_for(residence: str) -> Regime:
    """Return the law that protects somebody who lives here (ISO 3166, as in US-CA); the default where none is known."""
    country = country_of(residence)
    if country in EEA:
        return GDPR
    if residence.upper() == "US-CA":
        return CCPA
    return {"GB": UK_GDPR, "CH": FADP}.get(country, DEFAULT)


def choose(*residences: str, right: str, start: date) -> tuple[Regime, str]:
    """Return the law and the residence it follows from; of several residences, the one to be answered first.

    What the roster says and what the person says can differ, and the company must not choose the
    slower law. Laws that do not know the right are passed over as long as one does.
    """
    said = [r for r in dict.fromkeys(residences) if r] or [""]
    fitting = [r for r in said if right in regime_for(r).rights]
    if not fitting:
        return DEFAULT, said[0]

    def end(residence: str) -> date:
        return answer_due(regime_for(residence), right, start, residence).statutory

    best = min(fitting, key=end)
    return regime_for(best), best


def answer_due(regime: Regime, right: str, start: date, residence: str, *, extended: bool = False) -> Due:
    """Return both dates by which a request received on this day is to be answered."""
    return due(regime.clock(right), start, country=country_of(residence), extended=extended)
