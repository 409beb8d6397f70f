"""The objects of the data map. Frozen, hashable where it matters, and free of Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from accounts.datamap.places import (
    AccountColumn,
    Erase,
    EraseKind,
    FieldMap,
    Handling,
    Hop,
    HttpStore,
    IdentifierColumn,
    IdentifierEnd,
    IdentifierKind,
    InsideField,
    ManualStore,
    MatchPoint,
    ObjectsMap,
    Path,
    PersonTable,
    Protocol,
    Retain,
    StoreKind,
    StoreMap,
    StoreVerb,
    TableMap,
    Visibility,
)

__all__ = [
    "UNLIMITED",
    "UNTIL_CLOSED",
    "AccountColumn",
    "Category",
    "Channel",
    "Cookie",
    "CookieKind",
    "DataMap",
    "Erase",
    "EraseKind",
    "FieldMap",
    "Handling",
    "Hop",
    "HttpStore",
    "IdentifierColumn",
    "IdentifierEnd",
    "IdentifierKind",
    "InsideField",
    "LawfulBasis",
    "ManualStore",
    "MatchPoint",
    "MessageClass",
    "ObjectsMap",
    "Organisation",
    "Path",
    "PersonTable",
    "Protocol",
    "Purpose",
    "Recipient",
    "RecipientKind",
    "Representative",
    "Retain",
    "RetentionRule",
    "Source",
    "SourceKind",
    "StoreKind",
    "StoreMap",
    "StoreVerb",
    "TableMap",
    "Topic",
    "Visibility",
]
SourceKind = Literal["person", "automatic", "third_party", "derived"]
RecipientKind = Literal["processor", "third_party", "affiliate", "adviser", "public", "authority"]
LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"
]
MessageClass = Literal["administrative", "notification", "editorial", "promotional", "survey"]
Channel = Literal["mail", "push", "site"]
CookieKind = Literal["cookie", "local_storage", "pixel"]

UNLIMITED = "unlimited"
"""The period of a rule that has no end."""
UNTIL_CLOSED = "session"
"""The lifetime of a cookie that goes when the browser is closed."""


@dataclass(frozen=True)
class Representative:
    """Somebody who stands for the organisation in a region (GDPR 27)."""

    region: str
    name: str
    address: tuple[str, ...]
    contact: str


@dataclass(frozen=True)
class Organisation:
    """The company that answers for the data."""

    name: str
    legal_name: str
    address: tuple[str, ...]
    country: str
    privacy_email: str
    phone: str = ""
    website: str = ""
    representatives: tuple[Representative, ...] = ()


@dataclass(frozen=True)
class Source:
    """Where data comes from."""

    key: str
    name: str
    kind: SourceKind


@dataclass(frozen=True)
class Purpose:
    """What data is used for, and the lawful basis (GDPR 6).

    `sells_or_shares` says that it hands data to others for money or for advertising across sites (Cal. Civ.
    Code 1798.140(ad), (ah)); whoever opted out of that is left out of it.
    """

    key: str
    name: str
    description: str
    lawful_basis: LawfulBasis
    sells_or_shares: bool = False


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
class Recipient:
    """Who receives data, where they are, and what protects it there (GDPR 15(1)(c), 15(2))."""

    key: str
    name: str
    kind: RecipientKind
    country: str
    receives: str
    safeguard: str


@dataclass(frozen=True)
class RetentionRule:
    """How long data stays: an ISO 8601 duration after an event, and why.

    The period may be UNLIMITED for rows from which everything personal is taken at an erasure, and for
    nothing else (GDPR 5(1)(e) wants an end for whatever still names somebody).
    """

    key: str
    name: str
    period: str
    after: str
    basis: LawfulBasis
    reason: str


@dataclass(frozen=True)
class Category:
    """A kind of personal data. With `held` false, the company does not hold it and `held_by` does."""

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


@dataclass(frozen=True)
class DataMap:
    """Everything the company declares."""

    organisation: Organisation
    sources: Mapping[str, Source]
    purposes: Mapping[str, Purpose]
    recipients: Mapping[str, Recipient]
    retention: Mapping[str, RetentionRule]
    categories: Mapping[str, Category]
    stores: Mapping[str, StoreMap]
    topics: Mapping[str, Topic] = field(default_factory=dict)
    cookies: Mapping[str, Cookie] = field(default_factory=dict)

    def store(self, key: str) -> StoreMap:
        """Return the store with this key. Raise KeyError when there is none."""
        return self.stores[key]

    def tables(self) -> list[TableMap]:
        """Return every table of every store, in declared order."""
        return [table for store in self.stores.values() for table in store.tables.values()]
