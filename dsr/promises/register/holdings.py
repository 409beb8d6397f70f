"""Promises about what is held and where it came from."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

HOLDINGS = Group(
    "holdings",
    _("What we hold"),
    (
        Promise(
            "P04",
            says=_(
                "We say which data we collect: what you give us, what is recorded as you use the service, and what others tell us."
            ),
            how=_(
                "The data map declares kinds, sources, purposes, recipients and periods (accounts/datamap). The tables of the policy, the page of "
                "what we hold, copies and deletions are made from it; while a database has a column it does not place, nothing that touches "
                "that database is called complete (exports/quarantine.py)."
            ),
            evidence="kinds_declared",
        ),
        Promise(
            "P05",
            says=_(
                "Data about somebody you name to us, such as the recipient of a gift, serves that one purpose, and they get no other message."
            ),
            how=_(
                "Whoever only others named is told so once, by mail, with everything the law wants said (consent/named). They have a "
                "standing of their own, and the decision about each message refuses everything but the "
                "administrative (consent/decisions.py). Whether their data may be used for anything is a rule that the company's systems ask, and it permits the "
                "one purpose they were named for (consent/processing.py). An address that was erased is not taken in again by a later sync (accounts/roster)."
            ),
            evidence="third_parties_left_alone",
        ),
        Promise(
            "P06",
            says=_("Card and bank details stay with the payment company; we do not collect them."),
            how=_(
                "The data map marks such kinds as not held and names who holds them; the page and the copy say so (exports/holdings.py)."
            ),
            evidence="not_held",
        ),
        Promise(
            "P07",
            says=_(
                "Signing in through another service brings us what that service lets through, and you can see and remove it."
            ),
            how=_(
                "What each service brought is kept apart (accounts/social), shown and refreshed in the settings, and removed when the "
                "service is disconnected. Facebook's and Apple's calls for deletion are answered."
            ),
            evidence="connected_services",
        ),
        Promise(
            "P08",
            says=_(
                "What we infer about you, such as a rough location or interests, is treated as data about you."
            ),
            how=_(
                "Derived values are marked in the data map with how they came about; they are shown and copied with it (exports/stores)."
            ),
            evidence="derived_data",
            missing=_(
                "A single inference cannot yet be removed, and inferring cannot yet be stopped, without asking our staff."
            ),
        ),
        Promise(
            "P41",
            says=_(
                "Contacts that a connected service passes on are updated from there and used for nothing else."
            ),
            how=_(
                "They are kept with the connection that brought them (accounts/social), shown in the settings, refreshed on demand, and go with "
                "the connection or the account. One of them can be removed, and stays away when the service tells it again. No message is "
                "ever addressed to them."
            ),
            evidence="connected_services",
        ),
        Promise(
            "P44",
            says=_("Your profile, what you publish and some of what you do can be seen by others."),
            how=_(
                "The data map marks each value as private, for followers or public (accounts/datamap/vocabulary.py)."
            ),
            evidence="visible_fields",
            missing=_(
                "There is no page yet that shows your data as others see it, and search engines are not yet asked to forget it."
            ),
        ),
    ),
)
