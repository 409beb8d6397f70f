"""What is drawn of a store: its tables and files, the ways between them, and the recipients of what it holds."""

from dataclasses import dataclass

from accounts.datamap.vocabulary import DataMap, Path, StoreMap, TableMap

PERSON = "person"
"""Stands for the person at the end of every way."""


@dataclass(frozen=True)
class Node:
    """A table, a list of files, or a service: its key, what it is called, what becomes of it at an erasure, and how many steps it is away."""

    key: str
    label: str
    erase: str
    away: int


@dataclass(frozen=True)
class Edge:
    """A way from one node to the next; `by` names the columns, `found` says that a value leads there and no key."""

    start: str
    end: str
    by: str
    found: bool = False


@dataclass(frozen=True)
class Parts:
    """Everything drawn of one store."""

    store: StoreMap
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    recipients: tuple[str, ...]


def parts_of(datamap: DataMap) -> list[Parts]:
    """Return the parts of each store, in declared order."""
    return [_parts(store, datamap) for store in datamap.stores.values()]


def _parts(store: StoreMap, datamap: DataMap) -> Parts:
    nodes = [Node(t.table, t.label, t.erase, _away(t)) for t in store.tables.values()]
    edges = [edge for table in store.tables.values() for edge in _edges(table)]
    nodes += [Node(o.key, o.name, o.erase, 0) for o in store.objects.values()]
    edges += [Edge(o.key, PERSON, o.prefix, found=True) for o in store.objects.values()]
    if store.is_outside:
        nodes.append(Node(store.key, store.name, "", 0))
        edges.append(Edge(store.key, PERSON, store.kind, found=True))
    return Parts(store, tuple(nodes), tuple(dict.fromkeys(edges)), _recipients(store, datamap))


def _away(table: TableMap) -> int:
    return min(len(path.hops) for path in table.paths) if table.paths else 0


def _edges(table: TableMap) -> list[Edge]:
    return [_edge(table, path) for path in table.paths if path.hops or path.identifier] or [
        Edge(table.table, PERSON, "")
    ]


def _edge(table: TableMap, path: Path) -> Edge:
    if path.hops:
        return Edge(table.table, path.hops[0].table, ", ".join(ref.name for ref in path.hops[0].columns))
    return Edge(table.table, PERSON, f"@{path.identifier.kind}" if path.identifier else "", found=True)


def _recipients(store: StoreMap, datamap: DataMap) -> tuple[str, ...]:
    """Return the names of whoever receives a category the store holds, and of who runs it."""
    held = [category for table in store.tables.values() for category in table.categories]
    held += [objects.category for objects in store.objects.values()] + list(store.categories)
    keys = [key for category in dict.fromkeys(held) for key in datamap.categories[category].recipients]
    keys += [store.recipient] if store.recipient else []
    return tuple(datamap.recipients[key].name for key in dict.fromkeys(keys))
