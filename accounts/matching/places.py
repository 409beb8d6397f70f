"""Countries, cities, postal codes and streets."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import phonenumbers

from accounts.matching.folding import both_ways, folded
from accounts.regimes.residence import SAME_AS

OTHER_NAMES = {
    "usa": "US", "us of a": "US", "america": "US", "united states of america": "US", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "great britain": "GB", "britain": "GB", "holland": "NL",
    "the netherlands": "NL", "czech republic": "CZ", "turkey": "TR", "brd": "DE", "eire": "IE",
}  # fmt: skip
"""What people write and no list of countries has."""
WORDS = {
    "st": "saint", "ste": "saint", "sankt": "saint", "santa": "saint", "mt": "mount", "ft": "fort",
}  # fmt: skip
STREETS = {
    "st": "street", "str": "strasse", "rd": "road", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "dr": "drive",
    "ln": "lane", "ct": "court", "pl": "place", "sq": "square", "apt": "apartment", "fl": "floor", "no": "number",
    "pkwy": "parkway", "hwy": "highway", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
US_ZIP = 5


def country_of(value: str) -> str:
    """Return the two letters of a country written as a code (DE, US-CA) or as a name in any common language; else ""."""
    text = value.strip()
    code = re.fullmatch(r"([A-Za-z]{2})(-[A-Za-z0-9]{1,3})?", text)
    if code:
        letters = code[1].upper()
        letters = SAME_AS.get(letters, letters)
        return letters if letters in _codes() else ""
    return _countries().get(folded(text), "")


def country_forms(value: str) -> set[str]:
    """Return the country's two letters."""
    return {country_of(value)} - {""}


def city_forms(value: str) -> set[str]:
    """Return the city's name without case, accents and hyphens, with St as Saint."""
    return {" ".join(WORDS.get(word, word) for word in text.split()) for text in both_ways(value)}


def postal_forms(value: str, region: str) -> set[str]:
    """Return the code without blanks and hyphens.

    In the United States five digits are compared: the four behind them change with the building's mail, and
    a database that keeps codes as numbers has lost the zero in front. A country's letters in front of
    the digits, as in D-80331, are left out.
    """
    text = value.strip().upper()
    zip_code = re.fullmatch(r"(\d{3,5})(-?\d{4})?", text.replace(" ", "-"))
    if zip_code and (region == "US" or (zip_code[2] and "-" in zip_code[2])):
        return {zip_code[1].zfill(US_ZIP)}
    plain = re.sub(r"[\W_]+", "", text)
    bare = re.fullmatch(r"[A-Z]{1,2}[- ](\d{4,6})", text)
    return {bare[1] if bare else plain} - {""}


def address_forms(value: str) -> set[str]:
    """Return the words of an address in one order, usual short forms written out, so that lines may change places."""
    forms = set()
    for text in both_ways(value):
        joined = re.sub(r"\b(\d+) ([a-z])\b", r"\1\2", text)
        words = {STREETS.get(word, re.sub(r"(?<=\w\w\w)str$", "strasse", word)) for word in joined.split()}
        forms.add(" ".join(sorted(words)))
    return forms - {""}


@cache
def _countries() -> dict[str, str]:
    """Return every name a country has in the languages of the telephone library, folded, with its two letters."""
    names: dict[str, str] = {}
    for code, languages in sorted(_names().items()):
        for name in languages.values():
            if not name.startswith("*"):
                names.setdefault(folded(name), code)
    return names | OTHER_NAMES


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names())


def _names() -> Mapping[str, Mapping[str, str]]:
    """Return the telephone library's names of countries, by code and language.

    Read as a file of its own: the package it is in brings the prefixes of all towns, a hundred megabytes in every process.
    """
    file = Path(phonenumbers.__file__).parent / "geodata" / "locale.py"
    spec = spec_from_file_location("phonenumbers.country_names.locale", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file.name} of the telephone library is not where it was.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Mapping[str, Mapping[str, str]] = module.LOCALE_DATA
    return found
