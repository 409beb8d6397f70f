"""Call more workers to a package that is worth it: a small one is made by one, and costs no further message."""

from celery import current_app

from accounts.nudge import nudge
from exports.models import ExportPackage, PackageSection

WORTH_ROWS = 20_000
"""From so many planned rows on a second worker has something to do when it comes."""
WORTH_FILES = 500
MOST = 3
"""Workers that are called to one package; it is not to keep everybody else waiting."""


def call_helpers(package: ExportPackage) -> None:
    """Nudge workers to a package that has just been planned, if it is large: `records` of a section says what is expected."""
    todo = package.sections.filter(done_at__isnull=True).values_list("kind", "records")
    rows = [records for kind, records in todo if kind == PackageSection.Kind.ROWS]
    files = [records for kind, records in todo if kind == PackageSection.Kind.FILES]
    if sum(rows) >= WORTH_ROWS or sum(files) >= WORTH_FILES:
        for _ in range(min(MOST, len(rows) + len(files) - 1)):
            _call(package)


def call_for_pages(rows: PackageSection) -> None:
    """Nudge a worker when the last rows of a table that was cut are there: who had nothing left to do has gone."""
    others = rows.package.sections.filter(
        kind=PackageSection.Kind.ROWS, store=rows.store, table=rows.table, done_at__isnull=True
    )
    if not others.exists():
        _call(rows.package)


def _call(package: ExportPackage) -> None:
    # By name: the task's module imports what imports this one.
    nudge(current_app.tasks["exports.tasks.build_package"], package.pk)
