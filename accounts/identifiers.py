"""Normalise identifiers, so that the same address written in two ways is one."""

import re
import unicodedata

NORMALISER_VERSION = 1
"""Raised whenever a rule below changes; stored hashes carry it, so old ones can be recomputed."""


def normalise(kind: str, value: str) -> str:
    """Return the form in which values of this kind are compared.

    Addresses are compared without regard to case (the local part too: no large provider tells cases
    apart, and treating them as different people would miss data). Numbers keep digits and a leading
    plus. Everything else is only trimmed.
    """
    value = unicodedata.normalize("NFKC", value).strip()
    if kind == "email":
        return value.casefold()
    if kind == "phone":
        digits = re.sub(r"\D", "", value)
        return f"+{digits}" if value.startswith("+") else digits
    if kind == "username":
        return value.casefold().removeprefix("@")
    return value
