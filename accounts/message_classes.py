"""The classes of messages in plain words, the same in mails, on pages and for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, str | Promise] = {
    "administrative": _("administrative"),
    "notification": _("notification"),
    "editorial": _("editorial"),
    "promotional": _("promotional"),
    "survey": _("survey"),
}
"""One word for each class."""

MEANINGS: dict[str, str | Promise] = {
    "administrative": _("about your account and your requests"),
    "notification": _("a note of something that happened"),
    "editorial": _("a selection for you to read"),
    "promotional": _("advertising"),
    "survey": _("questions to you"),
}
"""What a message of each class is."""


def name_of(message_class: str) -> str:
    """Return the class in a word, or its key when it is a former one."""
    return str(NAMES.get(message_class, message_class))


def meaning_of(message_class: str) -> str:
    """Return what a message of this class is."""
    return str(MEANINGS.get(message_class, message_class))
