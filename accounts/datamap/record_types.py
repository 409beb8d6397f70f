"""What rows are to other services: stories, comments, claps and the like, and which column is what of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

RecordType = Literal[
    "story", "comment", "clap", "highlight", "follow", "block", "list", "list_item", "bookmark", "profile"
]
ContentFormat = Literal["html", "text", "markdown"]
Condition = tuple[tuple[str, str], ...]
"""Columns and the values, as JSON writes them, that they all must have."""


@dataclass(frozen=True)
class Pointer:
    """A column that says what a record is about: by the key of a record of `table`, or as an address where there is no table."""

    column: str
    table: str = ""


@dataclass(frozen=True)
class RecordMap:
    """What each row of a table is in the portable forms of a copy (GDPR 20).

    `columns` says which column is the title, the content and so on. `of` is what the record is about, `within` the list an entry
    is on; of several pointers the first with a value counts. `id` and `url` are addresses with columns in braces: `id` is
    made of the key alone, so that whatever points at the record knows it. Where a row may be somebody else's doing, `by` is
    the column that names who did it; `draft` and `public` are conditions, and `place` columns say where a passage is.
    """

    type: RecordType
    columns: Mapping[str, str] = field(default_factory=dict)
    of: tuple[Pointer, ...] = ()
    within: tuple[Pointer, ...] = ()
    id: str = ""
    url: str = ""
    content_format: ContentFormat = "html"
    by: str = ""
    draft: Condition = ()
    public: Condition = ()
    place: tuple[str, ...] = ()
