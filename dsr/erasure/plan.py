"""Say what an erasure will do: every table of every store, what stays and why. Frozen before the first row goes."""

from datetime import date
from typing import Any

from accounts.clock import now, today
from accounts.datamap.current import current
from accounts.datamap.history import latest_id
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import DataMap, TableMap
from dsr.erasure.found import Found
from dsr.erasure.rules import kept_until
from exports.quarantine import require_sound
from exports.stores.collect import count
from exports.stores.feasible import order
from exports.stores.registry import all_stores
from exports.stores.store import Store


def make_plan(found: Found) -> dict[str, Any]:
    """Return the plan as JSON-native data without anything personal: stores in order, tables in order, row counts.

    The portal's own store comes last, because the portal needs it to erase the others. Raise
    StoreQuarantined when a store is not as the map says, before anything is touched.
    """
    datamap = current()
    stores = sorted(all_stores(), key=lambda store: store.key == PORTAL)
    for store in stores:
        require_sound(store, erasing=True)
    return {
        "format": 1,
        "map_version": latest_id(),
        "frozen_at": now().isoformat(),
        "stores": [
            {"key": store.key, "name": store.map.name, "tables": _tables(store, found, datamap)}
            for store in stores
        ],
    }


def _tables(store: Store, found: Found, datamap: DataMap) -> list[dict[str, Any]]:
    rows = count(store, found.located[store.key])
    return [
        {
            "table": name,
            "name": store.map.tables[name].label,
            "handling": store.map.tables[name].erase,
            "rows": rows[name],
            **kept(store.map.tables[name], datamap, today()),
        }
        for name in order(store)
    ]


def kept(table: TableMap, datamap: DataMap, closing: date) -> dict[str, Any]:
    """Return what of a table stays after an erasure: which fields, on which basis, why and until when; {} when nothing."""
    if table.retain is None:
        return {}
    rule = datamap.retention[table.retain.rule]
    until = kept_until(rule, closing)
    fields = [f.label for f in table.fields if table.erase == "retain" or f.erase.kind == "keep"]
    return {
        "kept": {
            "fields": fields,
            "basis": table.retain.basis,
            "reason": table.retain.reason,
            "rule": rule.name,
            "period": rule.period,
            "after": rule.after,
            "until": until.isoformat() if until else None,
        }
    }
