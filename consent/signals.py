"""What a browser says by itself: Global Privacy Control and Do Not Track. Pure: reads headers and knows no visitor.

`Sec-GPC` counts when its value is exactly 1, whatever else comes with it; every other value says nothing. No
signal says nothing either: it takes no earlier choice back (11 CCR 7025(c)(5)).
"""

from collections.abc import Mapping

GPC, DNT = "gpc", "dnt"
"""The two signals, by the word under which the ledger keeps how somebody chose."""
HEADERS = ("Sec-GPC", "DNT")
"""What answers depend on."""


def signal_in(headers: Mapping[str, str]) -> str:
    """Return the signal of a request, Global Privacy Control first, or an empty text without one."""
    if _says_one(headers.get("Sec-GPC", "")):
        return GPC
    return DNT if _says_one(headers.get("DNT", "")) else ""


def _says_one(value: str) -> bool:
    return any(part.strip() == "1" for part in value.split(","))
