"""The objects of the data map. Frozen, hashable where it matters, and free of Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SourceKind = Literal["person", "automatic", "third_party", "derived"]
RecipientKind = Literal["processor", "third_party", "affiliate", "adviser", "public", "authority"]
LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest"
]
Handling = Literal["delete", "anonymise", "retain"]
EraseKind = Literal["clear", "pseudonym", "keep", "set"]
Visibility = Literal["private", "followers", "public"]
MessageClass = Literal["administrative", "notification", "editorial", "promotional", "survey"]
Channel = Literal["mail", "push", "site"]
CookieKind = Literal["cookie", "local_storage", "pixel"]
IdentifierKind = Literal["email", "phone", "platform_id", "username", "device_id", "cookie_id"]


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
class Hop:
    """One step from a table towards the person: `column` equals `table`.`target`."""

    column: str
    table: str
    target: str


@dataclass(frozen=True)
class IdentifierEnd:
    """A path that ends in an identifier's value instead of a person's row."""

    column: str
    kind: str


@dataclass(frozen=True)
class Path:
    """A way from a table's rows to the person. No hops and no identifier: the row is the person's own root row."""

    hops: tuple[Hop, ...] = ()
    identifier: IdentifierEnd | None = None


@dataclass(frozen=True)
class Erase:
    """What becomes of one field when its table is anonymised."""

    kind: EraseKind
    value: str | int | bool | None = None


@dataclass(frozen=True)
class FieldMap:
    """One exported column.

    With `mask_others`, a value that names somebody else is not shown; with `whose`, the value is shown
    only to the person whom that other column of the row names.
    """

    column: str
    category: str
    label: str
    derived: str = ""
    visible: Visibility = "private"
    mask_others: bool = False
    erase: Erase = Erase("clear")
    whose: str = ""


@dataclass(frozen=True)
class Retain:
    """Why rows or fields stay after an erasure, and by which retention rule."""

    basis: str
    reason: str
    rule: str


@dataclass(frozen=True)
class TableMap:
    """One table of one store: how its rows reach the person and what export and erasure do with it.

    Compiled from YAML and from model declarations alike; one collector and one eraser work on it.
    """

    store: str
    schema: str
    table: str
    label: str
    category: str
    key: tuple[str, ...]
    paths: tuple[Path, ...]
    fields: tuple[FieldMap, ...]
    withheld: Mapping[str, str]
    files: Mapping[str, str]
    erase: Handling
    retain: Retain | None = None

    @property
    def columns(self) -> frozenset[str]:
        """Return every column that is placed: exported or withheld."""
        return frozenset(f.column for f in self.fields) | frozenset(self.withheld)

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories its fields belong to, the table's own first."""
        return tuple(dict.fromkeys([self.category, *(f.category for f in self.fields)]))

    @property
    def path_columns(self) -> frozenset[str]:
        """Return the columns that lead to the person or to this row; they keep their value by default."""
        ends = {p.identifier.column for p in self.paths if p.identifier and not p.hops}
        return frozenset(self.key) | {p.hops[0].column for p in self.paths if p.hops} | ends


@dataclass(frozen=True)
class AccountColumn:
    """The column that says whether an account is open, and what suspend and resume write there."""

    column: str
    active: str
    suspended: str


@dataclass(frozen=True)
class PersonTable:
    """A root table: each of its rows is a person."""

    table: str
    key: str
    identifiers: Mapping[str, str]
    verified: Mapping[str, str] = field(default_factory=dict)
    roster: Mapping[str, str] = field(default_factory=dict)
    account: AccountColumn | None = None


@dataclass(frozen=True)
class StoreMap:
    """A place where personal data lives."""

    key: str
    kind: Literal["sql", "model"]
    name: str
    database: str
    schema: str
    people: Mapping[str, PersonTable]
    tables: Mapping[str, TableMap]
    not_personal: Mapping[str, str]


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
