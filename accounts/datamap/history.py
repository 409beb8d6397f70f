"""Snapshots of the data map, and the map as it was on a date.

On a day that snapshot applies whose date is the latest that is not after the day; of several with one date, the
one that was kept last. So a snapshot kept late with an earlier date fills the time from its date to the next one's
and changes nothing after that, and one with a date to come waits for it.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When

from accounts import audit
from accounts.actor import Actor
from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.reviving import revived
from accounts.datamap.vocabulary import DataMap
from accounts.models.map_version import DataMapVersion
from accounts.regimes.days import add_months

MOST = 500
"""More snapshots than anybody keeps in a year; no question asks for more rows than this."""
CALIFORNIA_MONTHS = 12
"""How far California's lists look back (Cal. Civ. Code 1798.130(a)(5)(B), (C))."""


def apply(datamap: DataMap, *, effective: date, actor: Actor) -> tuple[DataMapVersion, bool]:
    """Snapshot the map, in force from `effective`, and return the version and whether it is new.

    Applying the map that is in force on that day anyway changes nothing. Commits on its own.
    """
    content = as_data(datamap)
    digest = digest_of(content)
    with transaction.atomic():
        there = in_force(effective)
        if there is not None and there.digest == digest:
            return there, False
        version = DataMapVersion.objects.create(effective=effective, digest=digest, content=content)
        audit.record("accounts:datamap:applied", actor=actor, version=version.pk)
    return version, True


def in_force(on: date) -> DataMapVersion | None:
    """Return the snapshot that applied on a date, or None before the first."""
    return DataMapVersion.objects.filter(effective__lte=on).order_by("-effective", "-id").first()


def in_force_between(begin: date, end: date) -> list[DataMapVersion]:
    """Return the snapshots that applied on some day from `begin` to `end`, the oldest first."""
    first = in_force(begin)
    since = DataMapVersion.objects.filter(effective__gt=begin, effective__lte=end).order_by("effective", "id")
    by_day = {version.effective: version for version in since[:MOST]}
    return [*([first] if first else []), *by_day.values()]


def as_of(on: date) -> DataMap | None:
    """Return the map as it applied on a date, or None before the first snapshot."""
    version = in_force(on)
    return revive(version) if version else None


def last_year(day: date) -> list[DataMap]:
    """Return the maps that applied at some time in the twelve months before a day, the oldest first."""
    begin = add_months(day, -CALIFORNIA_MONTHS) if day.year > 1 else day
    return [revive(version) for version in in_force_between(begin, day)]


def revive(version: DataMapVersion) -> DataMap:
    """Return the map that a snapshot keeps."""
    datamap: DataMap = revived(DataMap, version.content)
    return datamap


def latest_id() -> int | None:
    """Return the number of the snapshot by which this process works, to stand on rows that depend on the map.

    That is the newest of the map it has read; where that was never kept, the one in force today.
    """
    own = _own_digest()
    rank = Case(When(digest=own, then=Value(0)), default=Value(1))
    kept = DataMapVersion.objects.filter(effective__lte=today()) | DataMapVersion.objects.filter(digest=own)
    return kept.order_by(rank, "-effective", "-id").values_list("pk", flat=True).first()


def as_data(datamap: DataMap) -> dict[str, Any]:
    """Return the map as JSON-native data."""
    data: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(datamap), default=_plain))
    return data


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the fingerprint by which two snapshots are known to be the same."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


_digested: list[tuple[DataMap, str]] = []


def _own_digest() -> str:
    """Return the fingerprint of the map this process has read, made once for each."""
    datamap = current()
    if not _digested or _digested[0][0] is not datamap:
        _digested[:] = [(datamap, digest_of(as_data(datamap)))]
    return _digested[0][1]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else dict(value)
