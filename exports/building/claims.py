"""Sections claimed one by one, so that several workers build one package side by side.

A section belongs to whoever wrote a lease into it, until that is stale. What is made of a table's rows waits for all of
them; what other systems answered and the contents are for the worker that has the package.
"""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Case, F, When

from accounts.clock import now
from accounts.jobs import STALE_AFTER, LeaseLost
from exports.building.content import Begin, Content
from exports.models import ExportPackage, PackageSection

Kind = PackageSection.Kind
MADE_OF_ROWS = (Kind.PAGES, Kind.CSV)
"""Kinds that are made of the finished rows of their table."""
AT_THE_END = (Kind.ACTIVITYPUB, Kind.BLOG, Kind.OUTSIDE, Kind.INDEX)
"""Kinds that the worker with the package makes alone, when all others are done."""
WANTED = ("queued", "working")

# One statement, so that a claim costs one way to the server and no transaction is left open.
_CLAIM = """
UPDATE exports_packagesection SET lease = %(lease)s, heartbeat_at = %(now)s WHERE id = (
    SELECT one.id FROM exports_packagesection one JOIN exports_exportpackage package ON package.id = one.package_id
    WHERE package.id = %(package)s AND package.wrapped_key = %(plan)s AND package.job_state = ANY(%(wanted)s)
        AND one.done_at IS NULL AND one.kind <> ALL(%(at_the_end)s)
        AND (one.lease IS NULL OR one.heartbeat_at < %(stale)s)
        AND (one.kind <> ALL(%(made_of_rows)s) OR NOT EXISTS (
            SELECT FROM exports_packagesection rows WHERE rows.package_id = one.package_id AND rows.kind = 'rows'
                AND rows.store = one.store AND rows."table" = one."table" AND rows.done_at IS NULL))
    ORDER BY one.position LIMIT 1 FOR UPDATE OF one SKIP LOCKED) RETURNING *
"""


def claim(package: ExportPackage) -> PackageSection | None:
    """Take the next section that can be made now, or return None: all are done, others have them, or the plan is another."""
    values = {
        "lease": uuid.uuid4(),
        "now": now(),
        "stale": now() - STALE_AFTER,
        "package": package.pk,
        "plan": bytes(package.wrapped_key),
        "wanted": list(WANTED),
        "at_the_end": list(AT_THE_END),
        "made_of_rows": list(MADE_OF_ROWS),
    }
    section: PackageSection | None = next(iter(PackageSection.objects.raw(_CLAIM, values)), None)
    if section is not None:
        section.package = package
    return section


def claim_last(package: ExportPackage) -> PackageSection | None:
    """Take the next of the sections at the end, which nobody but the worker with the package makes."""
    section = package.sections.filter(done_at__isnull=True, kind__in=AT_THE_END).order_by("position").first()
    if section is not None:
        section.package, section.lease = package, uuid.uuid4()
        package.sections.filter(pk=section.pk).update(lease=section.lease, heartbeat_at=now())
    return section


def unfinished(package: ExportPackage) -> bool:
    """Return whether a section that comes before those at the end is not done."""
    return package.sections.filter(done_at__isnull=True).exclude(kind__in=AT_THE_END).exists()


def at_work(package: ExportPackage) -> bool:
    """Return whether a living worker has a section of the package."""
    fresh = package.sections.filter(done_at__isnull=True, heartbeat_at__gte=now() - STALE_AFTER)
    return fresh.filter(lease__isnull=False).exists()


def heartbeat(section: PackageSection) -> None:
    """Say that the section's worker is alive. Raise LeaseLost when somebody else has it or it is gone."""
    _under_lease(section, heartbeat_at=now())


def release(section: PackageSection) -> None:
    """Give a section back that could not be made; does nothing when it is somebody else's by now."""
    PackageSection.objects.filter(pk=section.pk, lease=section.lease).update(lease=None)


def commit(package: ExportPackage, section: PackageSection, content: Content, object_name: str) -> None:
    """Write down what the section holds and count it, if the package is still wanted and of the plan that the section is of.

    Locks the package, then the section, as everybody does. Raise LeaseLost: nothing was written, and the object is
    the caller's to remove.
    """
    counted: dict[str, Any] = {"sections_done": F("sections_done") + 1, "attempts": 0}
    if content.more is not None:
        counted["sections_total"] = F("sections_total") + 1
    if package.lease is not None:
        counted["heartbeat_at"] = Case(When(lease=package.lease, then=now()), default=F("heartbeat_at"))
    with transaction.atomic():
        held = ExportPackage.jobs.filter(
            pk=package.pk, wrapped_key=bytes(package.wrapped_key), job_state__in=WANTED
        )
        if not held.update(**counted):
            raise LeaseLost
        if content.more is not None:
            _go_on(section, content.more)
        _under_lease(
            section,
            done_at=now(),
            lease=None,
            records=content.records,
            missing=content.missing,
            members=[member.as_data() for member in content.members.made],
            object_name=object_name,
        )
    package.attempts = 0


def _go_on(section: PackageSection, begin: Begin) -> None:
    """Insert the section that goes on with the files, directly behind this one."""
    PackageSection.objects.create(
        package=section.package,
        position=section.position + 1,
        kind=section.kind,
        store=section.store,
        table=section.table,
        stem=section.stem,
        begins=begin.as_data(),
    )


def _under_lease(section: PackageSection, **values: Any) -> None:
    held = PackageSection.objects.filter(pk=section.pk, lease=section.lease, done_at__isnull=True)
    if not held.update(**values):
        raise LeaseLost
