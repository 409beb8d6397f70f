"""By when people are told that others named them, and when they need not be (GDPR 14(3), 14(5); the UK's text says the same)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.regimes.clocks import Span

TOLD_WITHIN = Span(1, "months")
"""From the day their data was obtained (GDPR 14(3)(a)); what is disclosed or written to them sooner ends it (b, c)."""


@dataclass(frozen=True)
class Exemption:
    """A reason not to write to people: what it says of them, in words, and its law."""

    words: str | Promise
    law: str


EXEMPTIONS = {
    "has_information": Exemption(_("They know all this already."), "GDPR 14(5)(a)"),
    "disproportionate": Exemption(
        _("Writing to each would be out of proportion, so it is published here."), "GDPR 14(5)(b)"
    ),
    "laid_down_by_law": Exemption(_("A law says that we obtain this, and protects them."), "GDPR 14(5)(c)"),
    "secrecy": Exemption(_("A professional duty of secrecy forbids it."), "GDPR 14(5)(d)"),
}
"""By the word of the data map. Without one of them everybody is written to."""
