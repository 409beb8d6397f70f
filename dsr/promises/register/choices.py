"""Promises about choices."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

CHOICES = Group(
    "choices",
    _("Your choices"),
    (
        Promise(
            "P13",
            says=_(
                "We do not sell your data, and you can forbid it and any sharing for advertising all the same."
            ),
        ),
        Promise("P15", says=_("Parts of a page that come from others load only once you choose them.")),
        Promise("P19", says=_("You can refuse cookies, as easily as accept them.")),
        Promise(
            "P20",
            says=_(
                "A visitor whose browser asks not to be tracked is given no cookie; signing in changes that, and says so."
            ),
        ),
        Promise("P28", says=_("Consent can be withdrawn at any time, as easily as it was given.")),
        Promise("P29", says=_("What you agreed to and refused is on a record that cannot be altered.")),
        Promise(
            "P43", says=_("Whether a message was opened is counted only where we say so and you agreed.")
        ),
    ),
)
