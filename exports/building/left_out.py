"""What is not in a copy, and why: said on its own page and, entry by entry, in the manifest."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from accounts.datamap.vocabulary import DataMap, FieldMap, ObjectsMap, TableMap
from accounts.regimes.residence import regime_for
from exports.models import ExportPackage, PackageSection
from exports.scoping import Scoping, Taken

Kind = Literal["withheld", "not_in_scope", "another_person", "held_elsewhere", "file_missing"]
"""A field or files that no copy shows, or not one of this scope; a field that shows only what is the person's own; a category that somebody
else holds; a file that a row names and the storage does not have."""


@dataclass(frozen=True)
class LeftOut:
    """One thing that is left out. `field` is "" where it is more than one field; `name` says what a person calls it."""

    kind: Kind
    reason: str
    store: str = ""
    table: str = ""
    field: str = ""
    name: str = ""
    category: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return JSON-native data, with null for what does not apply."""
        return {key: value or None for key, value in asdict(self).items()}


def left_out(package: ExportPackage, datamap: DataMap, sections: list[PackageSection]) -> list[LeftOut]:
    """Return everything the map, the scope or a storage leaves out of a copy; what stores outside did not hand over stands in `outside_of`."""
    scoping = Scoping(package.wish, datamap, regime_for(package.subject.residence).key)
    found: list[LeftOut] = []
    for table in datamap.tables():
        taken = scoping.table(table)
        found += [
            *_withheld(table, taken.fields),
            *_not_in_scope(table, taken),
            *_reduced(table, taken.fields),
        ]
    found += filter(None, (_files(objects, scoping) for objects in datamap.objects()))
    found += _elsewhere(datamap)
    missing = _("Your data names this file, but the storage does not have it.")
    found += [
        LeftOut("file_missing", missing, section.store, section.table, "", name)
        for section in sections
        for name in section.missing
    ]
    return found


def _files(objects: ObjectsMap, scoping: Scoping) -> LeftOut | None:
    """Return a kind of files that is not taken, or None."""
    reason = scoping.files(objects)
    kind: Kind = "withheld" if objects.withheld else "not_in_scope"
    name = _("All of these files")
    return LeftOut(kind, reason, objects.store, objects.key, "", name, objects.category) if reason else None


def _not_in_scope(table: TableMap, taken: Taken) -> Iterator[LeftOut]:
    """Yield the fields this scope does not take, a whole table as one."""
    if taken.reason:
        whole = _("All of these entries")
        yield LeftOut("not_in_scope", taken.reason, table.store, table.table, "", whole, table.category)
    for field in table.fields:
        if reason := taken.left_out.get(field.column):
            yield LeftOut(
                "not_in_scope", reason, table.store, table.table, field.column, field.label, field.category
            )


def _withheld(table: TableMap, fields: tuple[FieldMap, ...]) -> Iterator[LeftOut]:
    """Yield the columns that are withheld, and the places inside documents."""
    for column, reason in table.withheld.items():
        yield LeftOut("withheld", reason, table.store, table.table, column, _readable(column), table.category)
    for field in fields:
        for place in field.inside:
            if place.withheld:
                keys = " → ".join(place.keys)
                yield LeftOut(
                    "withheld",
                    place.withheld,
                    table.store,
                    table.table,
                    f"{field.column}->{'->'.join(place.keys)}",
                    f"{field.label}: {keys}",
                    field.category,
                )


def _reduced(table: TableMap, fields: tuple[FieldMap, ...]) -> Iterator[LeftOut]:
    """Yield the fields in which somebody else may stand."""
    labels = {field.column: field.label for field in table.fields}
    for field in fields:
        if field.mask_others or field.whose:
            reason = _why_reduced(field, labels)
            yield LeftOut(
                "another_person", reason, table.store, table.table, field.column, field.label, field.category
            )


def _why_reduced(field: FieldMap, labels: dict[str, str]) -> str:
    if field.whose:
        owner = labels.get(field.whose, _readable(field.whose))
        return _("Shown where “%(owner)s” names you. Where it names somebody else, this is theirs.") % {
            "owner": owner
        }
    return _("Shown where it names you. Where it names somebody else, “another person” stands instead.")


def _elsewhere(datamap: DataMap) -> Iterator[LeftOut]:
    for category in datamap.categories.values():
        if not category.held:
            holder = datamap.recipients[category.held_by].name
            reason = _("%(company)s does not hold this. It is held by: %(holder)s. Ask there for a copy.") % {
                "company": datamap.organisation.name,
                "holder": holder,
            }
            yield LeftOut("held_elsewhere", reason, name=category.name, category=category.key)


def _readable(column: str) -> str:
    return column.replace("_", " ").capitalize()
