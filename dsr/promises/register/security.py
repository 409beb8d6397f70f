"""Promises about security."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

SECURITY = Group(
    "security",
    _("Security"),
    (
        Promise(
            "P39",
            says=_("Data is protected on its way and where it is kept."),
            how=_(
                "HTTPS only with HSTS and a strict content policy (config/settings/production.py); packages and records are encrypted "
                "(accounts/sealing.py, exports/archive); staff need a second factor."
            ),
            evidence="protected",
        ),
        Promise(
            "P45",
            says=_("You are alerted to what happens around your account's security."),
            how=_(
                "A new browser, another address, a new passkey, a copy fetched or a closing begun sends an alert with a way to end it "
                "(accounts/alerts.py)."
            ),
            evidence="alerts_sent",
        ),
    ),
)
