"""Promises about messages."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

MESSAGES = Group(
    "messages",
    _("Messages"),
    (
        Promise(
            "P21",
            says=_(
                "Newsletters, digests and notifications can be stopped from the message itself or in the settings."
            ),
        ),
        Promise(
            "P22",
            says=_(
                "Messages about your account and your requests reach you always, and nothing else passes for one."
            ),
        ),
        Promise("P23", says=_("Phones are sent notifications only with your consent, and you can end it.")),
        Promise(
            "P37",
            says=_(
                "We never ask for a password by mail, and you can check whether a message is really ours."
            ),
        ),
    ),
)
