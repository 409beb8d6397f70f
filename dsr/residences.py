"""Where somebody can say they live, in plain words: as fine as the laws the portal knows, and no finer."""

from django.utils.translation import gettext_lazy as _

UNSAID = "-"
RESIDENCES = [
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
    ("DE", _("Germany")),
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
KNOWN = {code for code, _label in RESIDENCES if len(code) > 1}


def residence_said(choice: str) -> str:
    """Return the ISO 3166 code of a choice, or "" when nothing was said."""
    return choice if choice in KNOWN else ""


def residence_label(code: str) -> str:
    """Return a code's plain words."""
    return str(dict(RESIDENCES).get(code, code))
