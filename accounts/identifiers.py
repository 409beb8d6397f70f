"""Normalise identifiers, so that the same address written in two ways is one."""

import re
import unicodedata

NORMALISER_VERSION = 1
"""Raised whenever a rule below changes; stored hashes carry it, so old ones can be recomputed."""


def written_plainly(address: str) -> str:
    """Return the address in the letters in which addresses are compared, its case kept.

    Mail has to go to the address that is looked up: a long s or a Kelvin sign would else prove a mailbox
    that only looks like the one whose data is handed out.
    """
    return unicodedata.normalize("NFKC", address)


def masked(kind: str, value: str) -> str:
    """Return enough of a value for staff to see whether two are alike, and too little to write to or to look up."""
    if kind == "email" and "@" in value:
        name, _, domain = value.partition("@")
        return f"{name[:1]}…@{domain[:1]}….{domain.rpartition('.')[2]}"
    return f"…{value[-2:]}" if len(value) > 4 else "…"


def normalise(kind: str, value: str) -> str:
    """Return the form in which values of this kind are compared.

    Addresses are compared without regard to case (the local part too: no large provider tells cases
    apart, and treating them as different people would miss data). Numbers keep digits and a leading
    plus. Everything else is only trimmed.
    """
    # Letters of ASCII stand for themselves, and a roster brings millions of them.
    value = (value if value.isascii() else unicodedata.normalize("NFKC", value)).strip()
    if kind == "email":
        return value.casefold()
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        return f"+{digits}" if value.startswith("+") else digits
    if kind == "username":
        return value.casefold().removeprefix("@")
    return value
