"""The objects of the data map. Frozen, hashable where it matters, and free of Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.datamap.places import (
    AccountColumn,
    ContactNotice,
    Contacts,
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
    NeverDisclosed,
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
from accounts.datamap.record_types import ContentFormat, Pointer, RecordMap, RecordType
from accounts.datamap.terms import (
    INFERENCES,
    NOBODY,
    SENSITIVE,
    UNLIMITED,
    UNTIL_CLOSED,
    Category,
    Channel,
    Contact,
    Contract,
    Cookie,
    CookieKind,
    Event,
    Law,
    LawfulBasis,
    Letter,
    MessageClass,
    Method,
    Organisation,
    Purpose,
    Recipient,
    RecipientKind,
    Region,
    Release,
    Representative,
    RetentionRule,
    Source,
    SourceKind,
    Topic,
)

__all__ = [
    "INFERENCES",
    "NOBODY",
    "SENSITIVE",
    "UNLIMITED",
    "UNTIL_CLOSED",
    "AccountColumn",
    "Category",
    "Channel",
    "Contact",
    "ContactNotice",
    "Contacts",
    "ContentFormat",
    "Contract",
    "Cookie",
    "CookieKind",
    "DataMap",
    "Erase",
    "EraseKind",
    "Event",
    "FieldMap",
    "Handling",
    "Hop",
    "HttpStore",
    "IdentifierColumn",
    "IdentifierEnd",
    "IdentifierKind",
    "InsideField",
    "Law",
    "LawfulBasis",
    "Letter",
    "ManualStore",
    "MatchPoint",
    "MessageClass",
    "Method",
    "NeverDisclosed",
    "ObjectsMap",
    "Organisation",
    "Path",
    "PersonTable",
    "Pointer",
    "Protocol",
    "Purpose",
    "Recipient",
    "RecipientKind",
    "RecordMap",
    "RecordType",
    "Region",
    "Release",
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
    releases: Mapping[str, Release] = field(default_factory=dict)

    def store(self, key: str) -> StoreMap:
        """Return the store with this key. Raise KeyError when there is none."""
        return self.stores[key]

    def tables(self) -> list[TableMap]:
        """Return every table of every store, in declared order."""
        return [table for store in self.stores.values() for table in store.tables.values()]

    def objects(self) -> list[ObjectsMap]:
        """Return the files of every store of files, in declared order."""
        return [objects for store in self.stores.values() for objects in store.objects.values()]
