"""Promises about the policy itself."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

POLICY = Group(
    "policy",
    _("The policy"),
    (
        Promise(
            "P01", says=_("The policy says from which day it applies, and a published text is never altered.")
        ),
        Promise(
            "P02", says=_("Earlier versions stay where they were, and any two can be compared word by word.")
        ),
        Promise(
            "P03",
            says=_(
                "Before a significant change applies, everybody it concerns is told once, by message and on the site."
            ),
        ),
        Promise(
            "P09",
            says=_("We say what each kind of data is used for, and on which lawful basis."),
            how=_(
                "The data map names purposes with their basis (accounts/datamap). A kind of data without one, or a message "
                "without a topic, stops the portal from starting."
            ),
            evidence="purposes_named",
        ),
    ),
)
