"""The closed list of grounds on which personal data may be given to somebody outside (P42), with the law behind each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DisclosureGround:
    """One reason for which data was given: its name, what it means for the person, and where the law says so.

    With `only_if_sold` it may be used only where the data map says that data is sold or shared for advertising.
    """

    key: str
    name: str | Promise
    words: str | Promise
    law: str
    only_if_sold: bool = False


_LIST = (
    DisclosureGround("consent", _("You agreed"), _("You said yes to this being passed on."), "GDPR 6(1)(a); Cal. Civ. Code 1798.140(h)"),
    DisclosureGround("direction", _("You asked for it"), _("You had us send it, or used something of ours in order to reach them."), "GDPR 6(1)(b); Cal. Civ. Code 1798.140(ad)(2)(A)"),
    DisclosureGround("processor", _("They work for us"), _("They may use it only for the task we gave them, under a contract."), "GDPR 28; Cal. Civ. Code 1798.140(e), (ag)"),
    DisclosureGround("affiliate", _("A company of our group"), _("A company we own, that owns us or that belongs to the same owner helps to run the service."), "GDPR 6(1)(f), recital 48"),
    DisclosureGround("adviser", _("Advice"), _("Lawyers, accountants, auditors and insurers advise us and keep it to themselves."), "GDPR 6(1)(f)"),
    DisclosureGround("safety", _("Safety"), _("It was needed to protect somebody's life, safety or property."), "GDPR 6(1)(d), (f); Cal. Civ. Code 1798.145(a)"),
    DisclosureGround("legal_duty", _("The law demanded it"), _("A law, a court or an authority obliged us to hand it over."), "GDPR 6(1)(c); Cal. Civ. Code 1798.145(a)"),
    DisclosureGround("legal_claims", _("A legal dispute"), _("It was needed to bring, pursue or answer a legal claim."), "GDPR 6(1)(f), 9(2)(f); Cal. Civ. Code 1798.145(a)"),
    DisclosureGround("business_transfer", _("The company, or a part of it, changes hands"), _("It went to whoever takes over what we do, after you were told."), "GDPR 6(1)(f); Cal. Civ. Code 1798.140(ad)(2)(C)"),
    DisclosureGround("advertising", _("Sold, or shared for advertising"), _("It was given away for something of value, or to show advertising that follows you."), "GDPR 6(1)(a); Cal. Civ. Code 1798.140(ad), (ah)", only_if_sold=True),
)  # fmt: skip
DISCLOSURE_GROUNDS = {ground.key: ground for ground in _LIST}
"""By key; nothing else is a ground."""
