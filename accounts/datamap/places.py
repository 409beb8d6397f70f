"""Where data lives, as the data map says it: stores, tables, fields and the ways from them to a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from accounts.datamap.columns import ColumnRef
from accounts.datamap.record_types import RecordMap

Handling = Literal["delete", "anonymise", "retain"]
EraseKind = Literal["clear", "pseudonym", "keep", "set", "cascade"]
Visibility = Literal["private", "followers", "public"]
IdentifierKind = Literal["email", "phone", "platform_id", "username", "device_id", "cookie_id"]
MatchPoint = Literal["name", "email", "phone", "postal_code", "birth_date", "address", "city", "country"]
StoreKind = Literal["model", "sql", "http", "files", "manual"]
StoreVerb = Literal["access", "erase", "rectify", "suspend", "resume", "opt_out", "opt_in"]
Protocol = Literal["opendsr", "webhook"]
NeverDisclosed = Literal[
    "social_security_number",
    "drivers_licence",
    "government_id",
    "financial_account",
    "health_insurance_id",
    "medical_id",
    "password",
    "security_answer",
    "biometric",
]
"""What an answer to a Californian request to know may not contain (11 CCR 7024(d)); it is named as held."""


@dataclass(frozen=True)
class Hop:
    """One step from a table towards the person: `columns` equal `targets` of `table`, pair by pair.

    A column may be a place inside a JSON document (`doc->actor->id`) or an array of keys (`members[]`); see
    accounts/datamap/columns.py. With `when`, only rows with these values take the step: that is how a
    polymorphic link (`owner_type`, `owner_id`) is followed. With `as_text`, the two sides are compared as they are written: a
    polymorphic key is often a text that holds numbers.
    """

    columns: tuple[ColumnRef, ...]
    table: str
    targets: tuple[str, ...]
    when: tuple[tuple[str, str], ...] = ()
    as_text: bool = False

    @classmethod
    def single(cls, column: str, table: str, target: str) -> "Hop":
        """Return the plain step: one column equals one column."""
        return cls((ColumnRef(column),), table, (target,))


@dataclass(frozen=True)
class IdentifierEnd:
    """A path that ends in an identifier's value instead of a person's row."""

    column: ColumnRef
    kind: str


@dataclass(frozen=True)
class Path:
    """A way from a table's rows to the person. No hops and no identifier: the row is the person's own root row."""

    hops: tuple[Hop, ...] = ()
    identifier: IdentifierEnd | None = None

    @property
    def starts(self) -> tuple[ColumnRef, ...]:
        """Return the columns of the row itself from which it sets out; none where the row is the person."""
        if self.hops:
            return self.hops[0].columns
        return (self.identifier.column,) if self.identifier else ()


@dataclass(frozen=True)
class Erase:
    """What becomes of one field when its table is anonymised.

    `cascade` stands on a link that the database follows by itself: the row may go with the one it points at, whosever
    it is, because it says nothing without it.
    """

    kind: EraseKind
    value: str | int | bool | None = None


@dataclass(frozen=True)
class InsideField:
    """One place inside a JSON document, by its keys. Withheld places are taken out of what is exported."""

    keys: tuple[str, ...]
    erase: Erase = Erase("clear")
    withheld: str = ""


@dataclass(frozen=True)
class FieldMap:
    """One exported column.

    With `mask_others`, a value that names somebody else is not shown; with `whose`, the value is shown
    only to the person whom that other column of the row names. `inside` says what becomes of places in a
    JSON document; what it does not name goes the way of the column. `correct` lets a person's correction be
    written in place (GDPR 16). `never_disclose` says that an answer under Californian law names it as held and leaves it out.
    """

    column: str
    category: str
    label: str
    derived: str = ""
    visible: Visibility = "private"
    mask_others: bool = False
    erase: Erase = Erase("clear")
    whose: str = ""
    inside: tuple[InsideField, ...] = ()
    correct: bool = False
    never_disclose: NeverDisclosed | None = None


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
    `table` is its name in the map and in everything we write, `relation` its name in the database. Without a
    `key` its rows cannot be told apart. A `shared` row may belong to several people: erasing one of them keeps it
    for the others and takes out only what names the one. With `only`, rows of tables that inherit from it are left to those.
    About a withheld column that is `checkable` its person may ask whether a value is right, and hears yes or no.
    `dated` is the column that says when a row came to be; without one a copy of some days has the whole table.
    `record` says what its rows are to other services.
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
    relation: str = ""
    shared: bool = False
    only: bool = False
    checkable: tuple[str, ...] = ()
    dated: str = ""
    record: RecordMap | None = None

    def __post_init__(self) -> None:
        """Let the map's name be the database's where no other was given."""
        if not self.relation:
            object.__setattr__(self, "relation", self.table)

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
        """Return the columns that lead to the person or to this row; they keep their value by default.

        A document does not: it holds more than what leads to the person.
        """
        starts = {ref for path in self.paths for ref in path.starts}
        return frozenset(self.key) | {ref.name for ref in starts if not ref.inside}


@dataclass(frozen=True)
class AccountColumn:
    """The column that says whether an account is open, and what suspend and resume write there."""

    column: str
    active: str
    suspended: str


@dataclass(frozen=True)
class IdentifierColumn:
    """Where an identifier stands: in a column of the person's row, or in `table`, whose `link` equals the person's key.

    `verified` is the column beside it that says whether the company has verified it, if there is one.
    """

    column: str
    verified: str = ""
    table: str = ""
    link: tuple[str, ...] = ()


Gone = Literal["kept", "closed"]


@dataclass(frozen=True)
class PersonTable:
    """A root table: each of its rows is a person. `matching` names the columns of each data point a claim is compared with.

    `gone` says what becomes of the standing of somebody whose row is there no more: `kept`, or `closed`.
    """

    table: str
    key: tuple[str, ...]
    identifiers: Mapping[str, tuple[IdentifierColumn, ...]]
    roster: Mapping[str, str] = field(default_factory=dict)
    account: AccountColumn | None = None
    matching: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    gone: Gone = "kept"


ContactNotice = Literal["send", "has_information", "disproportionate", "laid_down_by_law", "secrecy"]
"""Whether people whom others named are written to, or by which exception they are not (GDPR 14(5)(a) to (d))."""


@dataclass(frozen=True)
class Contacts:
    """People whom only others named, and whom a store's roster brings with the standing of a contact.

    Their data is of `category`, came from `source`, and serves the one `purpose`. They are told so (GDPR 14), unless `notice` names an
    exception; `not_told_because` then gives the reason. `held` and `used` say what and what for in words to the person who was
    named: those of category and purpose speak to whoever named them.
    """

    category: str
    source: str
    purpose: str
    notice: ContactNotice = "send"
    not_told_because: str = ""
    held: str = ""
    used: str = ""


@dataclass(frozen=True)
class HttpStore:
    """A service that is asked over HTTP: in OpenDSR 2.0 or by a signed webhook.

    `identities` says which kinds of identifier it takes and in which form (`raw`, `sha256` …), `answers` what it
    can be asked, `deadline` how long it has (ISO 8601). `domain` is the name its answers are signed with, and
    `certificate` (PEM) what is believed about it: its own, or that of the authority that issues it.
    """

    protocol: Protocol
    url: str
    identities: Mapping[str, str]
    answers: tuple[StoreVerb, ...]
    deadline: str
    domain: str = ""
    certificate: str = ""


@dataclass(frozen=True)
class ManualStore:
    """A place only a person can look into: who does, what they are told, in which time, and how often they are reminded."""

    owner: str
    email: str
    instructions: str
    due: str
    remind: str


@dataclass(frozen=True)
class ObjectsMap:
    """Files in a storage whose names begin with something that is the person's, as in `members/{platform_id}/`."""

    store: str
    key: str
    name: str
    storage: str
    prefix: str
    category: str
    erase: Handling
    retain: Retain | None = None
    withheld: str = ""


@dataclass(frozen=True)
class StoreMap:
    """A place where personal data lives. What it has beside its name depends on its kind.

    A `model` or `sql` store has tables, a `files` store objects, an `http` or `manual` store a way to ask, the
    categories it holds and the recipient who runs it.
    """

    key: str
    kind: StoreKind
    name: str
    database: str = ""
    schema: str = ""
    people: Mapping[str, PersonTable] = field(default_factory=dict)
    tables: Mapping[str, TableMap] = field(default_factory=dict)
    not_personal: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[str, ObjectsMap] = field(default_factory=dict)
    http: HttpStore | None = None
    manual: ManualStore | None = None
    categories: tuple[str, ...] = ()
    recipient: str = ""
    contacts: Contacts | None = None

    @property
    def has_tables(self) -> bool:
        """Return whether it is a database whose tables are mapped."""
        return self.kind in ("model", "sql")

    @property
    def is_outside(self) -> bool:
        """Return whether somebody else has to be asked and answers in their own time."""
        return self.kind in ("http", "manual")
