"""The jobs of this app, for tests/job_safety.py."""

from itertools import count
from typing import Any

from accounts.actor import SYSTEM
from accounts.jobs import Job
from accounts.models import AuditEvent, DataSubject
from exports.actions.holdings import refresh_holdings
from exports.actions.packages import request_package
from exports.actions.stores import check_again
from exports.archive.objects import names_in
from exports.models import ExportPackage, HoldingsSummary, StoreState
from tests.job_safety import JobCase, job_case
from tests.people import add_identifier

numbers = count(1)


def somebody(shop: Any) -> DataSubject:
    """Return a new subject with a user, a thousand orders and a reply in the odd shop."""
    email = f"person{next(numbers)}@example.org"
    subject = DataSubject.objects.create()
    add_identifier(subject, "email", email)
    key = shop.add_user(email)
    shop.run(
        'INSERT INTO "Order" (shop, "No", "user") SELECT %s, n, %s FROM generate_series(1, 1000) n', key, key
    )
    shop.run("INSERT INTO reply (author, body) VALUES (%s, 'Yes')", key)
    return subject


@job_case(ExportPackage)
class Package(JobCase):
    """One package, built section by section."""

    needs = ("shop",)

    def make(self) -> ExportPackage:
        """Return a package that waits."""
        package = request_package(somebody(self.given["shop"]), actor=SYSTEM)
        self.jobs.drop()
        return package

    def world(self, job: Job) -> Any:
        """Return what each section holds, that no object is left over, and how often it was called complete."""
        package = ExportPackage.objects.get(pk=job.pk)
        completed = AuditEvent.objects.filter(
            name="exports:package:completed", subject_ref=package.subject.ref
        )
        return {
            "sections": [
                (section.kind, section.store, section.table, section.records, len(section.members))
                for section in package.sections.all()
                if section.store != "portal"
            ],
            "whole": package.sections.filter(done_at__isnull=True).count() == 0,
            "progress": package.sections_done == package.sections_total,
            "objects": len(names_in(package.folder)) == package.sections.exclude(object_name="").count(),
            "completed": completed.count(),
        }


@job_case(HoldingsSummary)
class Holdings(JobCase):
    """One count of what is held about somebody."""

    needs = ("shop",)

    def make(self) -> HoldingsSummary:
        """Return a count that waits."""
        summary = refresh_holdings(somebody(self.given["shop"]), actor=SYSTEM)
        self.jobs.drop()
        return summary

    def world(self, job: Job) -> Any:
        """Return the counts in the shop."""
        return HoldingsSummary.jobs.get(pk=job.pk).counts["shop"]


@job_case(StoreState)
class Check(JobCase):
    """One look at a store that has a table nobody placed."""

    needs = ("shop",)

    def make(self) -> StoreState:
        """Return a check that waits, of a store nobody has looked at."""
        self.given["shop"].run("CREATE TABLE IF NOT EXISTS visit (id int)")
        StoreState.objects.filter(store="shop").delete()
        self.before = AuditEvent.objects.filter(name="exports:store:quarantined").count()
        state = StoreState.objects.create(store="shop")
        check_again(state, actor=SYSTEM)
        self.jobs.drop()
        return state

    def world(self, job: Job) -> Any:
        """Return what was found, and how often a quarantine began."""
        state = StoreState.objects.get(pk=job.pk)
        begun = AuditEvent.objects.filter(name="exports:store:quarantined").count() - self.before
        return {
            "problems": state.problems,
            "quarantined": state.quarantined_since is not None,
            "begun": begun,
        }
