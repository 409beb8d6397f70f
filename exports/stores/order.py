"""In which order tables are erased, and which foreign keys stand in the way. Pure: no database.

Three things decide. A row that reaches the person through another row goes before that row, or it could
not be found any more. A row that points at another goes before it, where the database would refuse
otherwise. And a link declared with `erase: {set: null}` is cut before the row it points at goes, so it
decides nothing: that is how a cycle is broken, and how other people's rows let go of the person's.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from accounts.databases.catalogue import Column, Reference
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import Erase, Hop, Path, TableMap
from exports.stores.targets import handling

CUT = Erase("set", None)
"""The handling that cuts a link: `erase: {set: null}` on a column with a foreign key."""


class Cycle(ValueError):
    """Tables that wait for each other, so that none of them can be erased first."""

    def __init__(self, tables: list[str], links: list[str]) -> None:
        self.tables, self.links = tables, links
        where = " or ".join(links) or "one of their links"
        super().__init__(
            f"The tables {' → '.join(tables)} wait for each other. Break the circle: declare "
            f"`erase: {{set: null}}` on {where}, if the column may be empty."
        )


def order_tables(tables: Mapping[str, TableMap], references: Iterable[Reference]) -> list[str]:
    """Return the tables in the order in which they are erased. Raise Cycle when there is none."""
    links = list(references)
    before: dict[str, set[str]] = {name: set() for name in tables}
    for table in tables.values():
        for path in table.paths:
            for hop in path.hops:
                if hop.table != table.table:
                    before[hop.table].add(table.table)
    for link in links:
        if decides(link, tables):
            before[link.target].add(link.table)
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = list(error.args[1])
        inside = [
            str(link) for link in links if decides(link, tables) and {link.table, link.target} <= set(circle)
        ]
        raise Cycle(circle, inside) from error


def decides(link: Reference, tables: Mapping[str, TableMap]) -> bool:
    """Return whether the link forces its table to be erased before the one it points at."""
    if link.table not in tables or link.target not in tables or link.table == link.target:
        return False
    return link.blocks and tables[link.target].erase == "delete" and not is_cut(link, tables)


def is_cut(link: Reference, tables: Mapping[str, TableMap]) -> bool:
    """Return whether the map says that this link is set to null before the row it points at is deleted."""
    return bool(cut_columns(link, tables))


def cut_columns(link: Reference, tables: Mapping[str, TableMap]) -> list[str]:
    """Return the columns of the link that the map sets to null; one is enough to let go."""
    if link.table not in tables:
        return []
    return [f.column for f in tables[link.table].fields if f.column in link.columns and f.erase == CUT]


def loose_columns(link: Reference, columns: Mapping[str, Column], key: Iterable[str]) -> list[str]:
    """Return the columns of a link that may be empty and are no part of the row's key: one of them empty, and it lets go."""
    return [name for name in link.columns if name not in set(key) and columns[name].nullable]


def obstacles(tables: Mapping[str, TableMap], references: Iterable[Reference]) -> list[Reference]:
    """Return the foreign keys that could make the database refuse a deletion the map asks for.

    No obstacle is a link that the database resolves itself (ON DELETE CASCADE or SET NULL), one that the
    map cuts, and one whose rows are the person's own whenever the row they point at is, and go or let go first.
    """
    return [
        link
        for link in references
        if link.blocks
        and link.target in tables
        and tables[link.target].erase == "delete"
        and not is_cut(link, tables)
        and not (_covered(link, tables) and _leaves(link, tables[link.table]))
    ]


def cascades(tables: Mapping[str, TableMap], references: Iterable[Reference]) -> list[Reference]:
    """Return the foreign keys by which the database would delete rows that may be somebody else's or have to stay.

    ON DELETE CASCADE asks nobody. It is harmless where the map cuts the link or says `erase: cascade`, where its rows
    are the person's whenever the row they point at is and are to be deleted, and where the row they point at
    belongs to whoever they name.
    """
    return [
        link
        for link in references
        if link.on_delete == "cascade"
        and link.target in tables
        and link.table in tables
        and tables[link.target].erase == "delete"
        and not is_cut(link, tables)
        and not _may_go(link, tables[link.table])
        and not (tables[link.table].erase == "delete" and (_covered(link, tables) or _names(link, tables)))
    ]


def _covered(link: Reference, tables: Mapping[str, TableMap]) -> bool:
    """Return whether every path to the row that is pointed at is, one step longer, a path of the rows that point."""
    table = tables.get(link.table)
    if table is None:
        return False
    pairs = list(zip(link.columns, link.target_columns, strict=True))
    hops = [Hop((ColumnRef(column),), link.target, (end,)) for column, end in pairs]
    hops.append(Hop(tuple(ColumnRef(column) for column in link.columns), link.target, link.target_columns))
    return any(
        all(Path((hop, *path.hops), path.identifier) in table.paths for path in tables[link.target].paths)
        for hop in hops
    )


def _leaves(link: Reference, table: TableMap) -> bool:
    """Return whether the person's rows go, or are left with an empty link where they stay."""
    if table.erase == "delete" and not table.shared:
        return True
    handled = handling(table)
    return any(handled[column].kind == "clear" for column in link.columns if column in handled)


def _may_go(link: Reference, table: TableMap) -> bool:
    """Return whether the map says that its rows may go with the row they point at."""
    return table.erase == "delete" and any(
        field.erase.kind == "cascade" for field in table.fields if field.column in link.columns
    )


def _names(link: Reference, tables: Mapping[str, TableMap]) -> bool:
    """Return whether the row that is pointed at reaches its people through the rows that point at it, and no other way."""
    back = Hop(tuple(ColumnRef(column) for column in link.target_columns), link.table, link.columns)
    paths = tables[link.target].paths
    return tables[link.target].shared and all(path.hops[:1] == (back,) for path in paths)
