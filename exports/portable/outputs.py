"""What the portable forms consist of: each output is a section of its own, planned where the person has such records."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from accounts.datamap.current import current
from accounts.datamap.vocabulary import RecordType, TableMap
from exports.models import PackageSection

Kind = PackageSection.Kind
PORTABLE: Final = {Kind.ACTIVITYPUB: "activitypub", Kind.BLOG: "blog"}
"""The kinds of section made here, and the form that asks for each."""
OUTPUTS: Mapping[str, Mapping[str, tuple[RecordType, ...]]] = {
    Kind.ACTIVITYPUB: {
        "outbox": ("story", "comment"),
        "drafts": ("story",),
        "likes": ("clap",),
        "highlights": ("highlight",),
        "following": ("follow",),
        "blocks": ("block",),
        "bookmarks": ("bookmark",),
        "lists": ("list",),
        "actor": ("profile",),
    },
    Kind.BLOG: {
        "posts": ("story", "comment"),
        "claps": ("clap",),
        "highlights": ("highlight",),
        "users-following": ("follow",),
        "blocks": ("block",),
        "bookmarks": ("bookmark",),
        "lists": ("list",),
        "profile": ("profile",),
    },
}
"""By kind of section, its outputs and the types of record in each."""
Place = tuple[str, str]
"""A table by its store and name."""


def planned(formats: Collection[str], holding: Collection[Place]) -> Iterator[PackageSection]:
    """Yield the sections of the forms that were asked for, of what the person has in these tables."""
    held = {
        table.record.type for place, table in record_tables().items() if table.record and place in holding
    }
    for kind, form in PORTABLE.items():
        wanted = form in formats and bool(held)
        for name, types in OUTPUTS[kind].items() if wanted else ():
            # Whatever is told of a person begins with who they are.
            if held.intersection(types) or name == "actor":
                yield PackageSection(kind=kind, table=name, stem=f"{form}/{name}")


def record_tables(*types: str) -> dict[Place, TableMap]:
    """Return the tables whose rows are records, of these types or of any, in declared order."""
    return {
        (table.store, table.table): table
        for table in current().tables()
        if table.record and (not types or table.record.type in types)
    }


def listed(sections: Collection[PackageSection]) -> list[tuple[str, str, int]]:
    """Return what there is in portable forms: the form, a file to begin with, and the number of records."""
    found = []
    for kind, form in PORTABLE.items():
        made = [section for section in sections if section.kind == kind and section.members]
        if made:
            first = next((one for one in made if one.table in ("actor", "profile")), made[0])
            found.append((form, first.members[0]["name"], sum(one.records for one in made)))
    return found
