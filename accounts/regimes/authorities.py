"""Where somebody can complain: the authority of the place they live in, and the one of the company's seat."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accounts.datamap.reader import Entry, read
from accounts.regimes.residence import EEA, country_of, place_of

FILE = Path(__file__).with_name("authorities.yaml")
PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
PARTS_ONLY = frozenset({"DE"})
"""Countries in which a private company answers to an authority of a part of the country, never to a national one."""


@dataclass(frozen=True)
class Authority:
    """One authority: the place it is for (ISO 3166), its name, its name as it writes it, and where to find it."""

    place: str
    where: str
    name: str
    url: str
    local: str = ""


@cache
def all_authorities() -> tuple[Authority, ...]:
    """Return every authority the portal knows, in the order of the file."""
    return load(FILE)


def load(path: Path) -> tuple[Authority, ...]:
    """Return the authorities of a file. Raise DataMapError where an entry is incomplete, doubled, or a country lacks one."""
    root = read(path)
    top = root.keys_among("format", "authorities", needed=["format", "authorities"])
    if top["format"].text() != "1":
        raise top["format"].error("This portal reads format 1.")
    found: list[Authority] = []
    for entry in top["authorities"].elements():
        authority = _read(entry)
        if authority in found:
            raise entry.error(f"{authority.name} stands here twice.")
        found.append(authority)
    missing = EEA - {country_of(authority.place) for authority in found}
    if missing:
        raise root.error(f"No authority for {', '.join(sorted(missing))}.")
    return tuple(found)


def authorities_for(residence: str, *, seat: str = "") -> tuple[Authority, ...]:
    """Return whom somebody who lives here can complain to about a company with this seat, the nearest first (GDPR 77).

    Those of the place itself come first, else those of its country; of Germany without a Land, all sixteen.
    A person in the EEA can also turn to the authority that leads for a company there. Where nothing is
    known about the residence, the company's own authorities remain; empty where there are none either.
    """
    at_home = _authorities_of(residence)
    leading = _authorities_of(seat)
    if at_home and not (country_of(residence) in EEA and country_of(seat) in EEA):
        return at_home
    return tuple(dict.fromkeys(at_home + leading))


def _authorities_of(residence: str) -> tuple[Authority, ...]:
    place, country = place_of(residence), country_of(residence)
    exact = tuple(a for a in all_authorities() if a.place == place)
    if exact or not country:
        return exact
    if country in PARTS_ONLY:
        return tuple(a for a in all_authorities() if country_of(a.place) == country)
    return tuple(a for a in all_authorities() if a.place == country)


def _read(entry: Entry) -> Authority:
    given = entry.keys_among(
        "place", "where", "name", "url", "local", needed=["place", "where", "name", "url"]
    )
    place = given["place"].text()
    if not PLACE.fullmatch(place) or place != place_of(place):
        raise given["place"].error(f"{place} is no code of a place. Write it as in FR or DE-BY.")
    if place in PARTS_ONLY:
        raise given["place"].error("Private companies there answer to the authorities of its parts.")
    url = given["url"].text()
    if not url.startswith("https://"):
        raise given["url"].error("Write the whole address, beginning with https://.")
    local = given["local"].text() if "local" in given else ""
    return Authority(place, given["where"].text(), given["name"].text(), url, local)
