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
            how=_(
                "Whether anything is sold is worked out from the data map. Opting out is one press or a browser's signal, opting back in takes two steps (consent/actions/sale.py)."
            ),
            evidence="no_sale",
            missing=_("Whoever received data between an opt-out and its entry is not told by this portal."),
        ),
        Promise("P15", says=_("Parts of a page that come from others load only once you choose them.")),
        Promise(
            "P19",
            says=_("You can refuse cookies, as easily as accept them."),
            how=_(
                "Every cookie stands in the data map with purpose, lifetime and who sets it. What is not necessary waits for an answer, and refusing takes as many presses as agreeing (consent/browser.py)."
            ),
            evidence="cookies_refused",
        ),
        Promise(
            "P20",
            says=_(
                "A visitor whose browser asks not to be tracked is given no cookie; signing in changes that, and says so."
            ),
            how=_(
                "No page but those of signing in sets a cookie before somebody chooses. The signals GPC and DNT are heard on every request: with one, a link that needs an account waits for a press before the sign-in page (accounts/views/sign_in.py), and the account is bound from the moment of signing in (consent/middleware.py)."
            ),
            evidence="signals_honoured",
        ),
        Promise(
            "P28",
            says=_(
                "What you agreed to you can withdraw whenever you like, with no more effort than it took to agree."
            ),
            how=_(
                "Agreeing and taking it back are one press each on the same page, and apply when they are recorded (consent/actions/choices.py)."
            ),
            evidence="withdrawals",
        ),
        Promise(
            "P29",
            says=_("What you agreed to and refused is on a record that cannot be altered."),
            how=_(
                "Each entry carries the fingerprint of the one before, the role the portal runs as can only add, and every person can have a signed receipt that is checked without us, at /verify/ or offline, also after the key was changed (consent/chain.py, consent/receipts.py)."
            ),
            evidence="ledger_unbroken",
        ),
        Promise(
            "P43",
            says=_("Whether a message was opened is counted only where we say so and you agreed."),
            how=_(
                "Beacons stand in the data map under a use that needs your agreement. The portal's own mail loads no picture and its links count nothing (templates/email)."
            ),
            evidence="mail_without_beacons",
            missing=_("Other mail programs of the company do not ask this portal whether they may count."),
        ),
    ),
)
