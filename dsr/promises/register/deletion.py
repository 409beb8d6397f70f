"""Promises about how long data stays, and how it goes."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

DELETION = Group(
    "deletion",
    _("Deletion and how long data stays"),
    (
        Promise(
            "P30",
            says=_("Fourteen days after you close your account, at the latest, its data is gone."),
            how=_(
                "Closing begins a period in which you can change your mind; then every store is erased, looked through again, and a signed receipt "
                "is issued (dsr/erasure)."
            ),
            evidence="erased_in_time",
        ),
        Promise(
            "P18",
            says=_("Some data stays after a deletion, for reasons of law, and you are told which and why."),
            how=_(
                "What stays has a basis, a reason and a period in the data map, shown before you close and in the receipt "
                "(dsr/erasure/consequences.py). A legal hold stops an erasure."
            ),
            evidence="holds_reviewed",
            missing=_("Orders to preserve data are not yet renewed and ended by the portal itself."),
        ),
        Promise(
            "P31",
            says=_("Other data stays only as long as it is needed."),
            how=_(
                "Every kind of data has a period and a reason (config/example/organisation.yaml). The portal's own packages and mail addresses go by schedule."
            ),
            evidence="periods_declared",
            missing=_(
                "Periods of the company's own databases are declared and not yet carried out by the portal."
            ),
        ),
        Promise(
            "P38",
            says=_("Deleted data may stay in backups for a while, and does not come back from them."),
            how=_(
                "An erasure is verified in every store that is in use, and erased identifiers are kept out by keyed hash (accounts/models/facts.py)."
            ),
            evidence="receipts_signed",
            missing=_(
                "After a backup is restored, erasures are not yet done again by the portal, and receipts do not name the day on which backups end."
            ),
        ),
        Promise(
            "P40",
            says=_("Servers and events are logged, for a limited time."),
            how=_(
                "Logs of the company have their period in the data map; the portal's own hold no personal data, which a guard checks line by line "
                "(tests/house/habits.py). Addresses in the record of mail are forgotten by schedule."
            ),
            evidence="addresses_forgotten",
        ),
    ),
)
