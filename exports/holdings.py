"""What we hold about somebody, by category: the counts of a worker put beside what the data map says."""

from dataclasses import dataclass

from accounts.datamap.vocabulary import DataMap
from accounts.regimes.laws import DEFAULT
from exports.described import Described, all_described
from exports.models import HoldingsSummary


@dataclass(frozen=True)
class Held:
    """One category: what is said about it, and how many entries stand where. `total` is None until counted."""

    about: Described
    tables: list[tuple[str, int]]
    total: int | None


def held(datamap: DataMap, summary: HoldingsSummary | None, *, law: str = DEFAULT.key) -> list[Held]:
    """Return every category, the company's before the portal's own, those that others hold last."""
    return [_held(about, summary) for about in all_described(datamap, law=law)]


def _held(about: Described, summary: HoldingsSummary | None) -> Held:
    if summary is None or summary.counted_at is None:
        return Held(about, [], None)
    lists = [(table.label, table.store, table.table) for table in about.tables]
    lists += [(objects.name, objects.store, objects.key) for objects in about.objects]
    counts = [(label, summary.counts.get(store, {}).get(key, 0)) for label, store, key in lists]
    return Held(about, [(label, n) for label, n in counts if n], sum(n for _label, n in counts))
