"""Say what an erasure will do: every table of every store, what stays and why. Frozen before the first row goes."""

from datetime import date
from typing import Any

from accounts.clock import now, today
from accounts.datamap.current import current
from accounts.datamap.history import latest_id
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import DataMap, ObjectsMap, Retain, TableMap
from dsr.erasure.found import Found
from dsr.erasure.rules import kept_until
from exports.quarantine import require_sound
from exports.stores.collect import count
from exports.stores.feasible import order
from exports.stores.objects import count_files, files_left
from exports.stores.registry import all_stores, file_stores
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
        # The portal last, because it is needed to erase the others.
        "stores": [
            *_databases(stores[:-1], found, datamap),
            *_files(found, datamap),
            *_databases(stores[-1:], found, datamap),
        ],
    }


def _databases(stores: list[Store], found: Found, datamap: DataMap) -> list[dict[str, Any]]:
    return [
        {"key": store.key, "name": store.map.name, "tables": _tables(store, found, datamap)}
        for store in stores
    ]


def _files(found: Found, datamap: DataMap) -> list[dict[str, Any]]:
    """Return the stores of files. What is in the way of looking for older versions is met here, before anything goes."""
    plan = []
    for store in file_stores():
        located = found.located[store.key]
        files_left(store, located)
        counted = count_files(store, located)
        lines = [
            {
                "table": key,
                "name": objects.name,
                "handling": objects.erase,
                "rows": counted[key],
                **kept_files(objects, datamap, today()),
            }
            for key, objects in store.objects.items()
        ]
        plan.append({"key": store.key, "name": store.name, "tables": lines})
    return plan


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
    fields = [f.label for f in table.fields if table.erase == "retain" or f.erase.kind == "keep"]
    return _kept(fields, table.retain, datamap, closing)


def kept_files(objects: ObjectsMap, datamap: DataMap, closing: date) -> dict[str, Any]:
    """Return on which basis, why and until when files stay after an erasure; {} when they do not."""
    return _kept([objects.name], objects.retain, datamap, closing) if objects.retain else {}


def _kept(fields: list[str], retain: Retain, datamap: DataMap, closing: date) -> dict[str, Any]:
    rule = datamap.retention[retain.rule]
    until = kept_until(rule, closing)
    return {
        "kept": {
            "fields": fields,
            "basis": retain.basis,
            "reason": retain.reason,
            "rule": rule.name,
            "period": rule.period,
            "after": rule.after,
            "until": until.isoformat() if until else None,
        }
    }
