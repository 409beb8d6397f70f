"""Where somebody can say they live, in plain words: as fine as the laws and authorities the portal knows, and no finer."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

UNSAID = "-"
RESIDENCES: list[tuple[Any, Any]] = [
    ("", _("Choose a place")),
    ("US-CA", _("California, United States")),
    ("US", _("Another part of the United States")),
    ("GB", _("United Kingdom")),
    ("CH", _("Switzerland")),
    ("AT", _("Austria")),
    ("BE", _("Belgium")),
    ("BG", _("Bulgaria")),
    ("HR", _("Croatia")),
    ("CY", _("Cyprus")),
    ("CZ", _("Czechia")),
    ("DK", _("Denmark")),
    ("EE", _("Estonia")),
    ("FI", _("Finland")),
    ("FR", _("France")),
    (
        _("Germany"),
        [
            ("DE", _("Germany, without naming a part")),
            ("DE-BW", _("Germany: Baden-Württemberg")),
            ("DE-BY", _("Germany: Bavaria")),
            ("DE-BE", _("Germany: Berlin")),
            ("DE-BB", _("Germany: Brandenburg")),
            ("DE-HB", _("Germany: Bremen")),
            ("DE-HH", _("Germany: Hamburg")),
            ("DE-HE", _("Germany: Hesse")),
            ("DE-NI", _("Germany: Lower Saxony")),
            ("DE-MV", _("Germany: Mecklenburg-Western Pomerania")),
            ("DE-NW", _("Germany: North Rhine-Westphalia")),
            ("DE-RP", _("Germany: Rhineland-Palatinate")),
            ("DE-SL", _("Germany: Saarland")),
            ("DE-SN", _("Germany: Saxony")),
            ("DE-ST", _("Germany: Saxony-Anhalt")),
            ("DE-SH", _("Germany: Schleswig-Holstein")),
            ("DE-TH", _("Germany: Thuringia")),
        ],
    ),
    ("GR", _("Greece")),
    ("HU", _("Hungary")),
    ("IS", _("Iceland")),
    ("IE", _("Ireland")),
    ("IT", _("Italy")),
    ("LV", _("Latvia")),
    ("LI", _("Liechtenstein")),
    ("LT", _("Lithuania")),
    ("LU", _("Luxembourg")),
    ("MT", _("Malta")),
    ("NL", _("Netherlands")),
    ("NO", _("Norway")),
    ("PL", _("Poland")),
    ("PT", _("Portugal")),
    ("RO", _("Romania")),
    ("SK", _("Slovakia")),
    ("SI", _("Slovenia")),
    ("ES", _("Spain")),
    ("SE", _("Sweden")),
    (UNSAID, _("Somewhere else, or I would rather not say")),
]
"""What can be chosen, in the shape of a Django choice: the parts of Germany stand together, each with its own authority."""


def _flat() -> Iterator[tuple[str, Any]]:
    for code, label in RESIDENCES:
        yield from label if isinstance(label, list) else [(str(code), label)]


LABELS: dict[str, Any] = dict(_flat())
KNOWN = {code for code in LABELS if len(code) > 1}


def residence_said(choice: str) -> str:
    """Return the ISO 3166 code of a choice, or "" when nothing was said."""
    return choice if choice in KNOWN else ""


def residence_label(code: str) -> str:
    """Return a code's plain words."""
    return str(LABELS.get(code, code))
