"""The data map's closed lists in words for a reader."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.datamap.vocabulary import UNLIMITED, UNTIL_CLOSED

BASES: dict[str, str | Promise] = {
    "consent": _("your consent"),
    "contract": _("needed for the contract with you"),
    "legal_obligation": _("the law requires it"),
    "vital_interest": _("needed to protect a life"),
    "public_task": _("needed for a public task"),
    "legitimate_interest": _("a legitimate interest of the company"),
}
"""Lawful bases (GDPR 6(1))."""

SOURCES: dict[str, str | Promise] = {
    "person": _("you give it"),
    "automatic": _("it is collected automatically"),
    "third_party": _("others give it"),
    "derived": _("it is worked out from other data"),
}

CCPA: dict[str, str | Promise] = {
    "A": _("Identifiers, such as a name, an address or a number"),
    "B": _("Records of customers, such as a signature, a telephone number or a bank account"),
    "C": _("Characteristics protected from discrimination, such as age or gender"),
    "D": _("Commercial information, such as what was bought"),
    "E": _("Biometric information"),
    "F": _("Activity on the internet, such as pages visited"),
    "G": _("Location"),
    "H": _("Sound, pictures and the like"),
    "I": _("Work and profession"),
    "J": _("Education, where it is not public"),
    "K": _("Conclusions drawn about a person"),
    "L": _("Sensitive personal information"),
}
"""The categories of Cal. Civ. Code 1798.140(v)(1), by the letter of their paragraph."""

RECIPIENTS: dict[str, str | Promise] = {
    "processor": _("Service providers"),
    "third_party": _("Other companies"),
    "affiliate": _("Companies of the group"),
    "adviser": _("Professional advisers"),
    "public": _("The public"),
    "authority": _("Authorities and courts"),
}
"""Kinds of recipient, as whole groups of them."""

EVENTS: dict[str, str | Promise] = {
    "account_closed": _("after the account is closed"),
    "collected": _("after it was collected"),
    "last_activity": _("after it was last used"),
    "transaction": _("after the transaction"),
    "request_closed": _("after the request is closed"),
    "expiry": _("after it expires"),
}
"""What a retention rule's period is counted from."""

METHODS: dict[str, str | Promise] = {
    "aggregated": _("Added up over many people"),
    "deidentified": _("With everything taken out that points to a person"),
}

LAWS: dict[str, str | Promise] = {
    "gdpr": _("in the European Economic Area"),
    "uk_gdpr": _("in the United Kingdom"),
    "fadp": _("in Switzerland"),
    "ccpa": _("in California"),
}
"""Where each of the laws holds by which a lawful basis may differ."""

CLASSES: dict[str, str | Promise] = {
    "administrative": _("about your account and your requests"),
    "notification": _("a note of something that happened"),
    "editorial": _("a selection for you to read"),
    "promotional": _("advertising"),
    "survey": _("questions to you"),
}
"""What a message of each class is."""

CHANNELS: dict[str, str | Promise] = {
    "mail": _("By e-mail"),
    "push": _("On your phone"),
    "site": _("On our site"),
}
"""Ways by which a message comes, in the order in which they are shown."""

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def lifetime(duration: str) -> str:
    """Return how long a cookie stays, in words."""
    return gettext("until the browser is closed") if duration == UNTIL_CLOSED else period(duration)


def how_long(duration: str, event: str) -> str:
    """Return a retention rule's period and what it is counted from, in words."""
    if duration == UNLIMITED:
        return gettext("without end, with nothing personal left")
    return f"{period(duration)} {EVENTS[event]}"


def period(duration: str) -> str:
    """Return an ISO 8601 duration in words, as in "1 year, 6 months"; anything else as it is."""
    found = DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return duration
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    parts = [
        (years, ngettext("%d year", "%d years", years)),
        (months, ngettext("%d month", "%d months", months)),
        (weeks, ngettext("%d week", "%d weeks", weeks)),
        (days, ngettext("%d day", "%d days", days)),
        (hours, ngettext("%d hour", "%d hours", hours)),
        (minutes, ngettext("%d minute", "%d minutes", minutes)),
        (seconds, ngettext("%d second", "%d seconds", seconds)),
    ]
    return ", ".join(words % number for number, words in parts if number)
