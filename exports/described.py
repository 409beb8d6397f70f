"""The data map in words for a person: what each kind of data is, from where, why, to whom, how long (GDPR 15(1))."""

from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import Category, DataMap, ObjectsMap, Recipient, TableMap
from accounts.datamap.words import BASES
from accounts.regimes.laws import DEFAULT


@dataclass(frozen=True)
class Described:
    """One category with everything the person must be told about it."""

    category: Category
    sources: list[str]
    purposes: list[tuple[str, str | Promise]]
    recipients: list[Recipient]
    retention: str
    retention_reason: str
    held_by: Recipient | None
    tables: list[TableMap]
    objects: list[ObjectsMap]

    @property
    def only_portal(self) -> bool:
        """Return whether nothing of the company's own systems belongs to this category."""
        return bool(self.tables) and not self.objects and all(table.store == PORTAL for table in self.tables)


def described(datamap: DataMap, key: str, *, law: str = DEFAULT.key) -> Described:
    """Return the category with names instead of keys, and the bases that hold under a law. Raise KeyError when there is none."""
    category = datamap.categories[key]
    rule = datamap.retention.get(category.retention)
    return Described(
        category,
        [datamap.sources[name].name for name in category.sources],
        [
            (datamap.purposes[name].name, BASES[datamap.purposes[name].basis_for(law)])
            for name in category.purposes
        ],
        [datamap.recipients[name] for name in category.recipients],
        rule.name if rule else "",
        rule.reason if rule else "",
        datamap.recipients.get(category.held_by) if not category.held else None,
        [table for table in datamap.tables() if key in table.categories],
        [objects for objects in datamap.objects() if objects.category == key],
    )


def all_described(datamap: DataMap, *, law: str = DEFAULT.key) -> list[Described]:
    """Return every category in declared order: the company's, then the portal's own, then those that others hold."""
    every = [described(datamap, key, law=law) for key in datamap.categories]
    return sorted(every, key=lambda one: (not one.category.held, one.only_portal))
