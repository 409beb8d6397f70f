"""Why a notice was not sent, in words."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "closing": _("the account is closing"),
    "gone": _("erased, or one with another record"),
    "never_agreed": _("never agreed to this"),
    "no_address": _("no verified address"),
    "opted_out": _("switched this off"),
    "restricted": _("the use of their data is restricted"),
    "third_party": _("third-party contact"),
}


def in_words(reason: str) -> str:
    """Return the reason in words; one that is not known, as it is."""
    return str(REASONS.get(reason, reason))
