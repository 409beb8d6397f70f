"""Write what an erasure can prove: erased and verified absent, kept and why. Signed, and without a personal word."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import signing
from accounts.encoding import canonical
from dsr.erasure.outside import outside_in_receipt
from dsr.models import DeletionReceipt, ErasureRun


def content_of(run: ErasureRun, *, ref: UUID, moment: datetime) -> dict[str, Any]:
    """Return the receipt's content as JSON-native data; dates in ISO 8601."""
    return {
        "format": "candor deletion receipt 1",
        "receipt": str(ref),
        "subject": str(run.subject.ref),
        "request": run.request.reference,
        "asked_at": run.request.received_at.isoformat(),
        "planned_at": run.planned_at.isoformat() if run.planned_at else None,
        "verified_at": moment.isoformat(),
        "data_map_version": run.plan["map_version"],
        "stores": [
            {
                "store": store["key"],
                "name": store["name"],
                "tables": [_table(table) for table in store["tables"]],
            }
            for store in run.plan["stores"]
        ],
        "other_systems": outside_in_receipt(run),
        "key": signing.public_jwk(),
    }


def _table(table: dict[str, Any]) -> dict[str, Any]:
    """Return what is certain of one table: how many rows were found and that none was left, not what was attempted."""
    line = {
        "table": table["table"],
        "name": table["name"],
        "handling": table["handling"],
        "rows_found": table["rows"],
        "verified_absent": table["handling"] != "retain",
    }
    if "kept" in table and table["rows"]:
        line["kept"] = table["kept"]
    return line


def is_genuine(receipt: DeletionReceipt) -> bool:
    """Return whether the receipt's signature is by a key of this installation, the one in use or a former one.

    Receipts from before keys had ids hold the key itself.
    """
    key = receipt.content.get("key")
    named = key["kid"] if isinstance(key, dict) else key
    return signing.is_ours(canonical(receipt.content), bytes(receipt.signature), named)
