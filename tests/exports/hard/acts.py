"""What the tests do with one of the people: collect, erase and look again; and what others' rows then look like."""

from typing import Any

from accounts.models import DataSubject
from exports.stores import collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import order
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.residue import Finding, anchors, residue, telling_values
from exports.stores.shape import shape
from exports.stores.store import Store
from tests.exports.hard.shapes import ROWS, exact, subject_of

A, B, C = (f"{c}1{c}1{c}1{c}1-0000-4000-8000-00000000000{n}" for c, n in (("a", 1), ("b", 2), ("c", 3)))
LETS_GO: dict[tuple[str, ...], dict[str, Any]] = {
    ("member", "1", "2"): {"referrer_tenant": None, "referrer_no": None},
    ("reply", "2"): {"answers": None},
    ("reply", "4"): {"answers": None},
    ("team", "2"): {"leader": None},
    ("seat", "2"): {"team": None},
    ("post", "5"): {"thread": None},
}
"""Links of others at Ana's rows, which the map declares to be cut."""
SHARED: dict[tuple[str, ...], dict[str, Any]] = {
    ("purchase", "1", "2"): {"buyer": None, "ship_to": None},
    ("purchase", "1", "3"): {"payer": None},
    ("board", "1"): {"watchers": [B]},
    ("gift", "1"): {"tenant": None, "giver": None, "note": None},
    ("gift", "2"): {"recipient_email": None, "recipient_name": None},
    ("gift", "3"): {"tenant": None, "giver": None, "note": None},
    ("review", "1"): {"tenant": None, "author": None, "words": None},
    ("review", "2"): {"about": None},
    ("room", "1"): {"members": [B, None]},
    ("meeting", "1"): {"doc": {"guests": [B], "topic": "Both"}},
    ("drive", "2"): {"riders": ["2"]},
}
"""Rows Ana shares: they stay for the others, and lose what names her."""
KEPT = {
    ("purchase", "1", "1"): {"buyer": None, "payer": None, "ship_to": None},
    ("purchase", "2", "3"): {"buyer": None, "ship_to": None},
    ("event", "1"): {"doc": {"amount": "10.50", "actor": {"name": "erased-ana-123456"}}},
    ("event", "3"): {"doc": {"amount": None, "actor": {"name": "erased-ana-123456"}}},
    ("made", "1"): {
        "first": "erased-ana-123456",
        "last": "erased-ana-123456",
        "full": "erased-ana-123456 erased-ana-123456",
        "length": "17",
    },
}
"""Rows of Ana alone that are kept, with what becomes of them. `kept_kinds` has a test of its own."""


def collected(store: Store, located: Located) -> dict[str, list[dict[str, Any]]]:
    """Return everything a person gets, by table."""
    return {
        name: [exact(line) for line in collect.rows(store, table, located)]
        for name, table in store.map.tables.items()
    }


class Erasure:
    """The erasure of one of the people, as a run does it: what was found is noted first."""

    def __init__(self, store: Store, who: str) -> None:
        self.store, self.who = store, who
        self.subject: DataSubject = subject_of(who)
        self.located: Located = locate(store, self.subject)
        self.anchored = anchors(store, self.located)
        self.values = telling_values(self.located.identifiers)
        self.live = shape(store)
        self.pseudonym = f"erased-{who}-123456"

    def piece(self, table: str, limit: int = 500) -> int:
        """Erase one piece of a table."""
        return erase_piece(
            self.store,
            table,
            self.located,
            subject=self.subject,
            pseudonym=self.pseudonym,
            limit=limit,
            live=self.live,
        )

    def run(self, limit: int = 500) -> int:
        """Erase everything in its order and return the number of rows touched."""
        touched = 0
        for table in order(self.store):
            while some := self.piece(table, limit):
                touched += some
        return touched

    def left(self) -> list[Finding]:
        """Look again."""
        return residue(
            self.store, self.located, self.values, pseudonym=self.pseudonym, anchored=self.anchored
        )


def by_key(store: Store, rows: ROWS) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Return rows by their table and key; rows of a table without one share the key ()."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for name, some in rows.items():
        for row in some:
            parts = (str(row[part]) for part in store.map.tables[name].key)
            found.setdefault((name, *parts), []).append(row)
    return found
