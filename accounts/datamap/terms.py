"""What the map says about meaning: who answers, where data comes from, what for, who receives it, how long it stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from accounts.datamap.periods import after

Region = Literal["EU", "UK", "CH"]
SourceKind = Literal["person", "automatic", "third_party", "derived"]
RecipientKind = Literal["processor", "third_party", "affiliate", "adviser", "public", "authority"]
LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"
]
Law = Literal["default", "gdpr", "uk_gdpr", "fadp", "ccpa"]
"""The laws of accounts/regimes by which a lawful basis may differ."""
Letter = Literal["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"]
"""The categories of Cal. Civ. Code 1798.140(v)(1) by the letter of their paragraph."""
Event = Literal["account_closed", "collected", "last_activity", "transaction", "request_closed", "expiry"]
"""What a retention rule's period is counted from."""
Method = Literal["aggregated", "deidentified"]
MessageClass = Literal["administrative", "notification", "editorial", "promotional", "survey"]
Channel = Literal["mail", "push", "site"]
CookieKind = Literal["cookie", "local_storage", "pixel"]

UNLIMITED = "unlimited"
"""The period of a rule that has no end."""
UNTIL_CLOSED = "session"
"""The lifetime of a cookie that goes when the browser is closed."""
NOBODY = "none"
"""What stands for a way of telling a recipient where there is none."""
INFERENCES: Letter = "K"
SENSITIVE: Letter = "L"


@dataclass(frozen=True)
class Contact:
    """Somebody to write to: for what, and how they are reached."""

    about: str
    name: str
    email: str
    phone: str = ""
    address: tuple[str, ...] = ()


@dataclass(frozen=True)
class Representative:
    """Somebody who stands for the organisation in a region where it has no seat (GDPR 27, UK GDPR 27, FADP 14)."""

    region: Region
    name: str
    address: tuple[str, ...]
    contact: str


@dataclass(frozen=True)
class Organisation:
    """The company that answers for the data. `officer` watches over its protection (GDPR 37)."""

    name: str
    legal_name: str
    address: tuple[str, ...]
    country: str
    privacy_email: str
    phone: str = ""
    website: str = ""
    representatives: tuple[Representative, ...] = ()
    officer: Contact | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where data comes from; `store` is the one it is, where somebody else runs it and can be told of corrections."""

    key: str
    name: str
    kind: SourceKind
    store: str = ""


@dataclass(frozen=True)
class Purpose:
    """What data is used for, and the lawful basis (GDPR 6).

    `lawful_basis` is the one for everybody, `bases` those of laws that want another, `interest` the legitimate
    interest where one of them rests on it (GDPR 13(1)(d)), `dpv` terms of the Data Privacy Vocabulary.
    `sells_or_shares` says that it hands data to others for money or for advertising across sites (Cal. Civ.
    Code 1798.140(ad), (ah)); whoever opted out of that is left out of it.
    """

    key: str
    name: str
    description: str
    lawful_basis: LawfulBasis
    sells_or_shares: bool = False
    bases: Mapping[str, LawfulBasis] = field(default_factory=dict, hash=False)
    interest: str = ""
    dpv: tuple[str, ...] = ()

    def basis_for(self, law: str) -> LawfulBasis:
        """Return the lawful basis for somebody whom this law protects (a key of accounts/regimes)."""
        return self.bases.get(law, self.lawful_basis)

    @property
    def every_basis(self) -> tuple[LawfulBasis, ...]:
        """Return the bases it may rest on, the one for everybody first."""
        return tuple(dict.fromkeys([self.lawful_basis, *self.bases.values()]))


@dataclass(frozen=True)
class Topic:
    """What messages are about, and whether they reach somebody who has said nothing.

    The administrative class reaches everybody and cannot be switched off; `reason` says why. Any other
    topic stops when its person says so, and one whose purpose rests on consent starts switched off. A telephone
    is notified only of what was switched on for it.
    """

    key: str
    name: str
    description: str
    message_class: MessageClass
    purpose: str
    channels: tuple[Channel, ...]
    starts_on: bool
    reason: str = ""

    @property
    def locked(self) -> bool:
        """Return whether nobody can opt out of it."""
        return self.message_class == "administrative"

    def starts_on_by(self, channel: str) -> bool:
        """Return whether it reaches by this channel somebody who has said nothing."""
        return self.locked or (self.starts_on and channel != "push")


@dataclass(frozen=True)
class Cookie:
    """One thing kept in a browser, or read from it (ePrivacy 5(3)): what for, by whom, for how long.

    What is not `necessary` for something its person asked for waits for their consent to its purpose.
    """

    key: str
    name: str
    description: str
    kind: CookieKind
    set_by: str
    lifetime: str
    purpose: str
    necessary: bool


@dataclass(frozen=True)
class Contract:
    """The contract under which somebody receives data: where it is found, and its date."""

    reference: str
    signed_on: date


@dataclass(frozen=True)
class Recipient:
    """Who receives data, where they are, and what protects it there (GDPR 15(1)(c), 15(2)).

    `categories` are those that name it as a recipient, `purposes` what it receives them for (all of the category's,
    where it does not say), `group` what California's lists call it. A processor is not `active` without a
    contract and a review. `told_by` is the store through which deletions, corrections and opt-outs reach it
    (GDPR 19), or NOBODY, with `not_told_because`.
    """

    key: str
    name: str
    kind: RecipientKind
    country: str
    receives: str
    safeguard: str = ""
    categories: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    group: str = ""
    active: bool = True
    contract: Contract | None = None
    reviewed_on: date | None = None
    review_every: str = ""
    told_by: str = ""
    not_told_because: str = ""

    @property
    def review_due(self) -> date | None:
        """Return the day by which it must be reviewed again, or None where it is not reviewed."""
        return after(self.reviewed_on, self.review_every) if self.reviewed_on and self.review_every else None


@dataclass(frozen=True)
class Release:
    """Data about many that was given away so that nobody can be recognised in it (Cal. Civ. Code 1798.140(b), (m)).

    Nothing is released about fewer people than `threshold`. De-identified data goes only to whoever is bound by
    `contract` not to recognise anybody; sums may be published.
    """

    key: str
    name: str
    recipient: str
    what: str
    categories: tuple[str, ...]
    method: Method
    how: str
    threshold: int
    since: date
    until: date | None = None
    contract: Contract | None = None
    forbids_reidentification: bool = False


@dataclass(frozen=True)
class RetentionRule:
    """How long data stays: an ISO 8601 duration after an event, and why.

    The period may be UNLIMITED for rows from which everything personal is taken at an erasure, and for
    nothing else (GDPR 5(1)(e) wants an end for whatever still names somebody).
    """

    key: str
    name: str
    period: str
    after: Event
    basis: LawfulBasis
    reason: str


@dataclass(frozen=True)
class Category:
    """A kind of personal data. With `held` false, the company does not hold it and `held_by` does.

    `ccpa` are California's letters, `dpv` terms of the Data Privacy Vocabulary.
    """

    key: str
    name: str
    description: str
    sources: tuple[str, ...]
    purposes: tuple[str, ...]
    recipients: tuple[str, ...]
    retention: str
    ccpa: tuple[str, ...]
    held: bool = True
    held_by: str = ""
    dpv: tuple[str, ...] = ()

    @property
    def sensitive(self) -> bool:
        """Return whether it is sensitive personal information (Cal. Civ. Code 1798.140(ae))."""
        return SENSITIVE in self.ccpa
