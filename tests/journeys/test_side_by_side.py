"""Two real workers build one large copy, one is killed in the middle, and the other finishes: nothing twice, nothing missing."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.jobs import STALE_AFTER
from exports.actions.packages import request_package
from exports.archive import objects
from exports.building.plan import MOST_ROWS
from exports.models import ExportPackage, PackageSection
from tests.exports.archives import downloaded
from tests.journeys.test_kill import MAYA, TOM, ask, fleet, join, platform
from tests.real_worker import Workers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, databases=["default", "platform"])]
__all__ = ["fleet", "platform"]
SEARCHES = 3 * MOST_ROWS + 7
LONG_AGO = STALE_AFTER + timedelta(minutes=5)


def test_a_killed_worker_costs_one_section_and_the_other_goes_on(platform: None, fleet: Workers) -> None:
    maya, _tom = join("maya@example.org", MAYA), join("tom@example.org", TOM)
    for number, words, count in ((TOM, "of Tom", 100), (MAYA, "of Maya", SEARCHES)):
        ask(
            "INSERT INTO inkwell.searches (member_id, words, results, at) "
            "SELECT %s, %s, 1, now() FROM generate_series(1, %s)",
            number,
            words,
            count,
        )
    package = request_package(maya.subject, actor=SYSTEM)
    first, second = fleet.start("default,exports"), fleet.start("default,exports")
    searches = PackageSection.objects.filter(package=package, table="searches", kind="rows")
    taken = searches.filter(done_at__isnull=True, lease__isnull=False)

    fleet.send("exports.tasks.build_package", "exports", package.pk)
    fleet.until(lambda: taken.count() == 2)
    fleet.kill(first)
    done = dict(
        PackageSection.objects.filter(package=package, done_at__isnull=False).values_list("pk", "object_name")
    )
    assert 0 < searches.filter(done_at__isnull=True).count() < 5, "killed in the middle"

    def idle() -> bool:
        held = PackageSection.objects.filter(package=package, done_at__isnull=True, lease__isnull=False)
        return held.count() <= 1 and not taken.exclude(pk__in=held.values("pk")).exists()

    fleet.until(idle, 120)
    assert second.poll() is None
    assert not ExportPackage.objects.filter(pk=package.pk, job_state="done").exists(), (
        "the dead one's section is its own"
    )
    PackageSection.objects.filter(package=package, lease__isnull=False).update(heartbeat_at=now() - LONG_AGO)
    ExportPackage.objects.filter(pk=package.pk, job_state="working").update(heartbeat_at=now() - LONG_AGO)
    ExportPackage.objects.filter(pk=package.pk, job_state="queued").update(not_before=now() - LONG_AGO)
    fleet.send("accounts.tasks.sweep_jobs", "default")
    fleet.until(lambda: ExportPackage.objects.filter(pk=package.pk, job_state="done").exists(), 120)

    package.refresh_from_db()
    assert package.sections_done == package.sections_total
    kept: dict[int, Any] = dict(package.sections.values_list("pk", "object_name"))
    assert {pk: kept[pk] for pk in done} == done, "what was done was not made again"
    named = {name.rpartition("/")[2] for name in kept.values() if name}
    left_over = set(objects.names_in(package.folder)) - named
    assert len(left_over) <= 1, "one section at most was begun twice"
    zipped = downloaded(package)
    parts = [zipped.read(name) for name in zipped.namelist() if name.startswith("data/platform/searches")]
    rows = [row for part in parts for row in json.loads(part)]
    assert len(parts) == 4
    assert {row["words"] for row in rows} == {"of Maya"}
    numbers = [row["id"] for row in rows]
    assert len(numbers) == SEARCHES
    assert numbers == sorted(set(numbers))
