"""Snapshots of the data map, and the map as it was on a date."""

import dataclasses
import hashlib
import json
from datetime import date
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.datamap.vocabulary import DataMap
from accounts.models.map_version import DataMapVersion


def apply(datamap: DataMap, *, effective: date, actor: Actor) -> tuple[DataMapVersion, bool]:
    """Snapshot the map, in force from `effective`, and return the version and whether it is new.

    Applying the map that is already the latest changes nothing. Commits on its own.
    """
    content = as_data(datamap)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    with transaction.atomic():
        latest = DataMapVersion.objects.order_by("-id").first()
        if latest is not None and latest.digest == digest:
            return latest, False
        version = DataMapVersion.objects.create(effective=effective, digest=digest, content=content)
        audit.record("accounts:datamap:applied", actor=actor, version=version.pk)
    return version, True


def in_force(on: date) -> DataMapVersion | None:
    """Return the snapshot that applied on a date, or None before the first."""
    return DataMapVersion.objects.filter(effective__lte=on).order_by("-effective", "-id").first()


def latest_id() -> int | None:
    """Return the number of the newest snapshot, to stand on rows that depend on the map."""
    return DataMapVersion.objects.order_by("-id").values_list("pk", flat=True).first()


def as_data(datamap: DataMap) -> dict[str, Any]:
    """Return the map as JSON-native data."""
    data: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(datamap), default=dict))
    return data
