"""The data points by which somebody can be recognised, and how each is compared."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from accounts.matching.dates import date_forms
from accounts.matching.names import name_forms
from accounts.matching.places import address_forms, city_forms, country_forms, postal_forms
from accounts.matching.reach import email_forms, phone_forms

Forms = frozenset[str]
LONGEST: Final = 400
"""Signs of a value that are looked at: a longer one is no name, number or place."""

_FORMS: dict[str, Callable[[str, str], set[str]]] = {
    "name": lambda value, _region: name_forms(value),
    "email": lambda value, _region: email_forms(value),
    "phone": phone_forms,
    "postal_code": postal_forms,
    "birth_date": date_forms,
    "address": lambda value, _region: address_forms(value),
    "city": lambda value, _region: city_forms(value),
    "country": lambda value, _region: country_forms(value),
}
POINTS: Final = tuple(_FORMS)
JOINED: Final = ("name", "address")
"""Points that may stand in several columns, of which each is a part; of any other, each column is one whole value."""


def forms(point: str, value: Any, *, region: str = "") -> Forms:
    """Return the forms of a value of this data point; none where it says nothing certain.

    `region` is the country (two letters) in whose way numbers, codes and dates are read that do not say it
    themselves. Raise KeyError for an unknown point.
    """
    of = _FORMS[point]
    if value is None or value == "":
        return frozenset()
    text = value.isoformat() if isinstance(value, date) else str(value)
    return frozenset(of(text[:LONGEST], region.upper()[:2]))
