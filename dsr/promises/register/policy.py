"""Promises about the policy itself."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

POLICY = Group(
    "policy",
    _("The policy"),
    (
        Promise(
            "P01",
            says=_("The policy says from which day it applies, and a published text is never altered."),
            how=_(
                "Versions are published with their date and a fingerprint, today or ahead of time (consent/actions/policy.py). The role the portal runs as cannot change or remove one."
            ),
            evidence="policy_in_force",
        ),
        Promise(
            "P02",
            says=_("Earlier versions stay where they were, and any two can be compared word by word."),
            how=_(
                "Every version has an address for good, with a summary in plain words; two of them are compared word by word (consent/policy/comparing.py)."
            ),
            evidence="former_versions",
        ),
        Promise(
            "P03",
            says=_(
                "Before a significant change applies, everybody it concerns is told once, by message and on the site."
            ),
            how=_(
                "A significant version cannot be published without its campaign: one notice for each person, handed to the mail ledger once, and a banner until it was seen (consent/campaigns)."
            ),
            evidence="notices_of_changes",
            missing=_("Phones are not sent a notice by this portal."),
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
