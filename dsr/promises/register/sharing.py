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
                "Recipients are declared in the data map with what they receive, and shown beside each kind of data (exports/described.py). "
                "None who works for us is active there without a contract and a dated review, and each says how they learn of deletions, "
                "corrections and opt-outs (accounts/datamap/parties.py); staff are warned when a review is overdue. "
                "Deletions, corrections and opt-outs are passed on to the systems they run, each answer is waited for until a date "
                "(exports/outside/work.py), and copies and receipts say who answered and who did not (dsr/erasure/outside.py)."
            ),
            evidence="recipients_named",
            missing=_(
                "A deletion, correction or opt-out reaches by itself only those who run a store that can be asked; of each other one the map says why they are not told. Restrictions of use are not passed on yet."
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
                "Every release is declared in the data map with who received it, how it was made and the smallest number of people behind "
                "anything in it; what is not published goes only to whoever is bound by contract not to recognise anybody "
                "(accounts/datamap/agreement.py). This page hides small numbers and says others only in full tens (dsr/promises/counts.py)."
            ),
            evidence="releases_declared",
            missing=_("Whether a release keeps to what is declared about it is not computed again here."),
        ),
        Promise(
            "P16",
            says=_("Where data goes to another country, a safeguard protects it there."),
            how=_(
                "Each recipient stands in the data map with its country and safeguard; both are shown to you beside what it receives (exports/described.py). "
                "The map is refused where data goes beyond the countries that protect it as Europe does and no safeguard is named (accounts/datamap/transfers.py)."
            ),
            evidence="transfers_abroad",
            missing=_(
                "Whether a safeguard that is named is still in force is looked at by people when they review the contract."
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
