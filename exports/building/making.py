"""Make the content of one section, whatever its kind."""

from dataclasses import dataclass
from functools import cached_property

from accounts.datamap.vocabulary import DataMap
from exports.building.content import (
    Begin,
    Content,
    files_content,
    identifiers_content,
    objects_content,
    rows_content,
)
from exports.building.index import index_content
from exports.building.keys import key_of, located_of
from exports.building.mapped import map_of, store_of
from exports.building.outside import outside_content
from exports.building.pages import Place, page_count, pages_content, with_list
from exports.building.sheets import sheet_content
from exports.models import ExportPackage, PackageSection
from exports.portable.content import portable_content
from exports.portable.outputs import PORTABLE
from exports.stores.keys import Keys
from exports.stores.located import Located


@dataclass(frozen=True)
class Tools:
    """What is needed to make sections: opened when the first one is made."""

    package: ExportPackage

    @cached_property
    def key(self) -> bytes:
        """Return the package's key. Raise Unreadable."""
        return key_of(self.package)

    @cached_property
    def located(self) -> dict[str, Located]:
        """Return what was located in each store. Raise Unreadable."""
        return located_of(self.package)

    @cached_property
    def datamap(self) -> DataMap:
        """Return the map as the copy's scope sees it."""
        return map_of(self.package)


def content_of(tools: Tools, section: PackageSection) -> Content:
    """Return what a section holds. Raise StoreUnavailable, StoreFault, ObjectDamaged or Unreadable, also while its stream is pulled."""
    package, kinds = tools.package, PackageSection.Kind
    if section.kind == kinds.IDENTIFIERS:
        return identifiers_content(package.subject, section.stem)
    if section.kind == kinds.INDEX:
        return index_content(package)
    if section.kind == kinds.OUTSIDE:
        return outside_content(package, section)
    if section.kind in PORTABLE:
        return portable_content(package, section, tools.key, tools.located)
    located = tools.located[section.store]
    if section.kind == kinds.FILES:
        return _files(tools, section, located)
    store = store_of(tools.datamap, section.store)
    table = store.table(section.table)
    if section.kind == kinds.ROWS:
        return rows_content(store, section.table, located, section.stem, Keys.from_data(section.begins))
    rows, place = _rows_of(package, section)
    if section.kind == kinds.PAGES:
        return pages_content(tools.key, rows, table, place)
    return sheet_content(tools.key, rows, table)


def _files(tools: Tools, section: PackageSection, located: Located) -> Content:
    """Return a piece of files, of rows or of a store of files, with a page that leads to them where pages are wanted."""
    begin = Begin.from_data(section.begins)
    objects_map = tools.datamap.store(section.store).objects.get(section.table)
    if objects_map is not None:
        label, content = objects_map.name, objects_content(objects_map, located, section.stem, begin)
    else:
        store = store_of(tools.datamap, section.store)
        label = store.table(section.table).label
        content = files_content(store, section.table, located, section.stem, begin)
    if "html" not in tools.package.wish.formats:
        return content
    return with_list(content, label, section.stem, begin.before)


def _rows_of(package: ExportPackage, made: PackageSection) -> tuple[PackageSection, Place]:
    """Return the finished rows that a section is made of, and their place among all rows of the table."""
    rows = list(
        package.sections.filter(kind=PackageSection.Kind.ROWS, store=made.store, table=made.table).order_by(
            "position"
        )
    )
    (own,) = [one for one in rows if one.begins == made.begins]
    records = [one.records for one in rows]
    pages, at = [page_count(number) for number in records], rows.index(own)
    return own, Place(made.stem, sum(pages[:at]), sum(records[:at]), sum(pages), sum(records))
