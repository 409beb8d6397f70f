"""Promises about who else receives data."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

SHARING = Group(
    "sharing",
    _("Who else receives it"),
    (
        Promise(
            "P10",
            says=_("Companies that work for us receive data only under terms that protect it as we do."),
            how=_(
                "Recipients are declared in the data map with what they receive, and shown beside each kind of data (exports/described.py)."
            ),
            evidence="recipients_named",
            missing=_(
                "Contracts and their reviews are not kept here yet, and requests are not yet passed on to recipients."
            ),
        ),
        Promise(
            "P11",
            says=_(
                "Where the law allows it, you are told of a legal demand for your data in time to object."
            ),
        ),
        Promise(
            "P12",
            says=_(
                "Before a sale or merger hands your data to another company, you are told and can leave first."
            ),
        ),
        Promise(
            "P14",
            says=_("What we publish or pass on as statistics does not point to you."),
            how=_(
                "This page hides small numbers and says others only in full tens (dsr/promises/counts.py)."
            ),
            evidence="small_numbers_hidden",
            missing=_("There is no register of statistics given to others yet."),
        ),
        Promise(
            "P16",
            says=_("Where data goes to another country, a safeguard protects it there."),
            how=_(
                "Each recipient stands in the data map with its country and safeguard; both are shown to you beside what it receives (exports/described.py)."
            ),
            evidence="transfers_abroad",
            missing=_(
                "The map does not have to name a safeguard for every recipient in another country, and nothing checks yet that those named are in force."
            ),
        ),
        Promise(
            "P42",
            says=_("Data is disclosed only for the reasons the policy gives."),
            how=_(
                "Systems and files report each disclosure with recipient, kind and one ground of a closed list (accounts/regimes/disclosing.py); it stands on a page of its own and in your copy, and one you may not be told of yet appears when the prohibition ends (accounts/actions/disclosures.py)."
            ),
            evidence="disclosures_noted",
        ),
    ),
)
