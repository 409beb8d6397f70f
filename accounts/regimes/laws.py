"""The laws the portal knows: their rights, their clocks, and the grounds on which they let a request be refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from accounts.regimes.clocks import Clock, Span
from accounts.regimes.rights import Right


@dataclass(frozen=True)
class Ground:
    """One reason a law gives for refusing: the state reason it counts as, and its name for staff and person."""

    reason: str
    label: str
    cite: str


@dataclass(frozen=True)
class Regime:
    """One law as far as requests are concerned.

    `time_zone` is where its days are counted; empty means the organisation's own. `answer` is the clock
    of every right that has none of its own in `special`.
    """

    key: str
    name: str
    rights: frozenset[Right]
    acknowledge: Clock
    answer: Clock
    grounds: Mapping[str, Ground]
    special: Mapping[Right, Clock] = field(default_factory=dict)
    time_zone: str = ""
    after_refusal: str = ""

    def clock(self, right: str) -> Clock:
        """Return the clock that runs for this right."""
        return self.special.get(Right(right), self.answer)


COMPLAINT = Clock(
    Span(30), Span(29), "Data Protection Act 2018 s.164A (Data (Use and Access) Act 2025 s.103)"
)
"""By when a complaint to the company has to be acknowledged; the United Kingdom's term, kept for everybody."""
EUROPEAN = frozenset(Right) - {Right.OPT_OUT, Right.LIMIT}
AT_ONCE = Clock(Span(10), Span(0), "The company's own promise; no law sets a term.")

NOT_VERIFIED = Ground("insuf_verification", _("We could not make sure that the request came from you."), "")
NOT_FOUND = Ground("no_match", _("We found nothing about you."), "")
SUSPECTED_FRAUD = Ground(
    "suspected_fraud", _("We have reason to believe that somebody else made the request."), ""
)
OTHER = Ground("other", _("Another reason, given below."), "")
NO_PERMISSION = Ground(
    "insuf_verification",
    _("We were shown no signed permission or power of attorney that covers this request."),
    "11 CCR 7063(a), 7026(j)",
)
NOT_PERMITTED = Ground("suspected_fraud", _("The permission was not confirmed to us."), "11 CCR 7063(a)")
AGENTS_ONLY = frozenset({"no_permission", "not_permitted"})
"""Grounds on which only what an agent filed can be refused."""
BASIC = {
    "not_verified": NOT_VERIFIED,
    "no_match": NOT_FOUND,
    "suspected_fraud": SUSPECTED_FRAUD,
    "no_permission": NO_PERMISSION,
    "not_permitted": NOT_PERMITTED,
}


def _excessive(cite: str) -> Ground:
    return Ground("too_many_requests", _("The request repeats others without need."), cite)


def _european_grounds(excessive: str, kept: str) -> dict[str, Ground]:
    return {
        **BASIC,
        "excessive": _excessive(excessive),
        "kept_by_law": Ground("claim_not_covered", _("A law obliges us to keep this data."), kept),
        "legal_claims": Ground("claim_not_covered", _("The data is needed for legal claims."), kept),
        "rights_of_others": Ground(
            "claim_not_covered", _("An answer would harm the rights of other people."), kept
        ),
        "other": OTHER,
    }


GDPR = Regime(
    key="gdpr",
    name=_("General Data Protection Regulation (EU)"),
    rights=EUROPEAN,
    acknowledge=AT_ONCE,
    answer=Clock(
        due=Span(1, "months"),
        internal=Span(28),
        extended=Span(3, "months"),
        extended_internal=Span(87),
        rolls=True,
        cite="GDPR art. 12(3); Reg. 1182/71 art. 3",
    ),
    grounds=_european_grounds("GDPR art. 12(5)(b)", "GDPR art. 15(4), 17(3), 18, 21(1)"),
    after_refusal=_("You can complain to the data protection authority where you live, and go to court."),
)
UK_GDPR = Regime(
    key="uk_gdpr",
    name=_("UK GDPR"),
    rights=EUROPEAN,
    acknowledge=AT_ONCE,
    answer=Clock(
        due=Span(1, "months"),
        internal=Span(28),
        extended=Span(3, "months"),
        extended_internal=Span(87),
        rolls=True,
        cite="UK GDPR art. 12A (Data (Use and Access) Act 2025 s.76)",
    ),
    grounds=_european_grounds("UK GDPR art. 12(5)(b)", "UK GDPR art. 15(4), 17(3), 18, 21(1)"),
    after_refusal=_("You can complain to us, to the Information Commissioner's Office, and go to court."),
)
FADP = Regime(
    key="fadp",
    name=_("Federal Act on Data Protection (Switzerland)"),
    rights=EUROPEAN,
    acknowledge=AT_ONCE,
    answer=Clock(
        due=Span(30),
        internal=Span(28),
        open_ended_extension=True,
        cite="FADP art. 25(7); DPO art. 18",
    ),
    grounds={
        **BASIC,
        "excessive": _excessive("FADP art. 26(1)(c)"),
        "kept_by_law": Ground(
            "claim_not_covered", _("A law forbids or limits the answer."), "FADP art. 26(1)(a)"
        ),
        "rights_of_others": Ground(
            "claim_not_covered", _("The interests of other people weigh more."), "FADP art. 26(1)(b)"
        ),
        "other": OTHER,
    },
    after_refusal=_(
        "You can report this to the Federal Data Protection and Information Commissioner, and go to court."
    ),
)
OPT_OUT_CLOCK = Clock(Span(15, "business days"), Span(0), "11 CCR 7026(f)(1), 7027(g)(1)")
CCPA = Regime(
    key="ccpa",
    name=_("California Consumer Privacy Act"),
    rights=frozenset(
        {Right.ACCESS, Right.PORTABILITY, Right.RECTIFICATION, Right.ERASURE, Right.OPT_OUT, Right.LIMIT}
    ),
    acknowledge=Clock(Span(10, "business days"), Span(10), "11 CCR 7021(a)"),
    answer=Clock(
        due=Span(45),
        internal=Span(44),
        extended=Span(90),
        extended_internal=Span(89),
        cite="11 CCR 7021(b); Civ. Code 1798.130(a)(2)(A)",
    ),
    special={Right.OPT_OUT: OPT_OUT_CLOCK, Right.LIMIT: OPT_OUT_CLOCK},
    grounds={
        **BASIC,
        "excessive": _excessive("Civ. Code 1798.145(h)(3)"),
        "kept_by_law": Ground(
            "claim_not_covered", _("A law obliges us to keep this data."), "Civ. Code 1798.145(a)"
        ),
        "needed": Ground(
            "claim_not_covered",
            _("The data is still needed for what you asked of us."),
            "Civ. Code 1798.105(d)",
        ),
        "other": OTHER,
    },
    time_zone="America/Los_Angeles",
    after_refusal=_("You can complain to the California Privacy Protection Agency or the Attorney General."),
)
DEFAULT = Regime(
    key="default",
    name=_("The company's own promise to everybody"),
    rights=frozenset(Right),
    acknowledge=AT_ONCE,
    # Inside the first period of every law above, so that a person who did not say where they live loses nothing.
    answer=Clock(
        due=Span(28),
        internal=Span(25),
        extended=Span(42),
        extended_internal=Span(40),
        cite="Shorter than every law named here",
    ),
    special={Right.OPT_OUT: OPT_OUT_CLOCK, Right.LIMIT: OPT_OUT_CLOCK},
    grounds={
        **BASIC,
        "excessive": _excessive(""),
        "kept_by_law": Ground("claim_not_covered", _("A law obliges us to keep this data."), ""),
        "other": OTHER,
    },
    after_refusal=_("You can complain to the authority for data protection where you live."),
)

REGIMES: dict[str, Regime] = {r.key: r for r in (GDPR, UK_GDPR, FADP, CCPA, DEFAULT)}
"""Every law by its key, which is what a request keeps."""
