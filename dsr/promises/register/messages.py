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
            how=_(
                "Each message names its topic and carries a link and a button of the mail program that switch it off without signing in; the preference centre has all of them (consent/views/preferences.py, consent/views/unsubscribe.py)."
            ),
            evidence="messages_switched_off",
            missing=_("How often a message comes cannot be chosen, only whether."),
        ),
        Promise(
            "P22",
            says=_(
                "Messages about your account and your requests reach you always, and nothing else passes for one."
            ),
            how=_(
                "A message gets its class from the topic it is registered with, and the decision is asked again at the moment of sending (consent/decisions.py). No sender can claim the administrative class."
            ),
            evidence="locked_messages",
        ),
        Promise("P23", says=_("Phones are sent notifications only with your consent, and you can end it.")),
        Promise(
            "P37",
            says=_(
                "We never ask for a password by mail, and you can check whether a message is really ours."
            ),
            how=_(
                "Every mail carries a number that anybody can look up, and a page says how to tell a forgery and takes it in (consent/views/genuine.py, dsr/views/contact.py)."
            ),
            evidence="suspicious_mail_looked_at",
        ),
    ),
)
