"""The words under which what a service brought is shown."""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "given_name": _("First name"),
    "family_name": _("Family name"),
    "username": _("User name"),
    "email": _("E-mail address"),
    "phone": _("Phone number"),
    "birthday": _("Birthday"),
    "gender": _("Gender"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "page": _("Page there"),
    "website": _("Website"),
    "picture": _("Address of a picture"),
    "contacts_count": _("Contacts"),
}


def lines(brought: dict[str, Any]) -> Iterator[tuple[str | Promise, Any]]:
    """Yield a label and a value for each piece of a profile, in a fixed order."""
    for name, label in LABELS.items():
        if name in brought:
            yield label, brought[name]
