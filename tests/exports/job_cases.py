"""The jobs of this app, for tests/job_safety.py."""

from itertools import count
from typing import Any

from accounts.actions.service_keys import issue_service_key
from accounts.actor import SYSTEM
from accounts.jobs import Job
from accounts.models import AuditEvent, DataSubject
from exports.actions.checking import check_value
from exports.actions.corrections import refresh_values, request_correction
from exports.actions.holdings import refresh_holdings
from exports.actions.matching import ask_match
from exports.actions.packages import request_package
from exports.actions.stores import check_again
from exports.archive.objects import folders as folders_in
from exports.archive.objects import names_in
from exports.building import claims
from exports.correcting.places import place_in
from exports.correcting.reading import entries_of
from exports.models import (
    CorrectableValues,
    Correction,
    ExportPackage,
    HoldingsSummary,
    MatchQuestion,
    StoreAnswer,
    StoreState,
    StoreTask,
    ValueCheck,
)
from exports.outside.answers import read
from tests.exports.outside import asked, map_with, webhook_store
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
    commits = ((claims, "commit"),)

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


@job_case(CorrectableValues)
class Reading(JobCase):
    """One reading of what somebody may correct."""

    needs = ("office",)

    def make(self) -> CorrectableValues:
        """Return a reading that waits."""
        subject, _key = self.given["office"].somebody(f"citizen{next(numbers)}@example.org", given="Maja")
        values = refresh_values(subject, actor=SYSTEM)
        self.jobs.drop()
        return values

    def world(self, job: Job) -> Any:
        """Return what was read."""
        read = entries_of(CorrectableValues.objects.get(pk=job.pk)) or []
        return [(entry.label, entry.value) for entry in read]


@job_case(Correction)
class Corrected(JobCase):
    """One correction, whose store commits before the portal does."""

    needs = ("office",)

    def make(self) -> Correction:
        """Return a correction that waits."""
        office = self.given["office"]
        subject, _key = office.somebody(f"citizen{next(numbers)}@example.org", height="1.7")
        values = refresh_values(subject, actor=SYSTEM)
        self.jobs.run()
        values.refresh_from_db()
        entry = next(one for one in entries_of(values) or [] if one.label == "Height")
        correction = request_correction(subject, actor=SYSTEM, entry=entry, value="1.8")
        self.jobs.drop()
        return correction

    def world(self, job: Job) -> Any:
        """Return the outcome, the value in the register, and how often it was called written."""
        correction = Correction.objects.get(pk=job.pk)
        place = place_in(correction.subject, correction.sealed)
        written = AuditEvent.objects.filter(
            name="exports:correction:written", subject_ref=correction.subject.ref
        )
        value = self.given["office"].one(int(place.key[0]), "height::text")
        return {"outcome": correction.outcome, "after": place.after, "value": value, "told": written.count()}


@job_case(ValueCheck)
class Checked(JobCase):
    """One question whether a value that is not shown is the right one."""

    needs = ("office",)

    def make(self) -> ValueCheck:
        """Return a question that waits."""
        subject, _key = self.given["office"].somebody(f"citizen{next(numbers)}@example.org", tax_number="12")
        asked = check_value(
            subject, actor=SYSTEM, store="office", table="citizen", column="tax_number", value="1 2"
        )
        self.jobs.drop()
        return asked

    def world(self, job: Job) -> Any:
        """Return the answer, and that the value is gone."""
        asked = ValueCheck.objects.get(pk=job.pk)
        return {"agrees": asked.agrees, "sealed": asked.sealed_value}


@job_case(MatchQuestion)
class Matched(JobCase):
    """One question of a system whether details agree."""

    needs = ("office",)

    def make(self) -> MatchQuestion:
        """Return a question that waits, each of another key and person."""
        number = next(numbers)
        self.given["office"].add(
            email=f"citizen{number}@example.org", given="Maya", family="Brandt", town="Bonn"
        )
        key, _token = issue_service_key(f"System {number}", scopes=["matching"], actor=SYSTEM)
        asked = ask_match(
            key,
            identifier=("email", f"citizen{number}@example.org"),
            points={"name": "Maya Brandt", "city": "Bonn"},
            region="DE",
            actor=key.actor,
        )
        self.jobs.drop()
        return asked

    def world(self, job: Job) -> Any:
        """Return the answer, and that what was asked is gone."""
        asked = MatchQuestion.objects.get(pk=job.pk)
        return {"degree": asked.degree, "claimed": asked.claimed, "sealed": asked.sealed}


@job_case(StoreTask)
class Question(JobCase):
    """A question to a service that hands a copy over."""

    needs = ("use_map", "desk", "outbox", "private")

    def make(self) -> StoreTask:
        """Return a question that waits, in the map that has its store."""
        desk = self.given["desk"]
        desk.says["access"] = {"state": "completed", "data": {"letters": 3}}
        self.given["use_map"](map_with(webhook_store(desk.url)))
        subject = DataSubject.objects.create()
        add_identifier(subject, "email", f"person{next(numbers)}@example.org")
        task = asked(subject, "sales", "access")
        self.jobs.drop()
        return task

    def world(self, job: Job) -> Any:
        """Return how it ended, the one number it was asked under, its trail, and that no file is left over."""
        task = StoreTask.objects.select_related("subject").get(pk=job.pk)
        folders = [f"answers/{month}" for month in folders_in("answers")]
        asked_under = {q["id"] for q in self.given["desk"].asked if q["id"] == str(task.ref)}
        return {
            "state": task.state,
            "numbers": len(asked_under),
            "files": [read(answer) for answer in task.answers.all()],
            "left_over": sum(len(names_in(folder)) for folder in folders) - StoreAnswer.objects.count(),
            "trail": sorted(
                AuditEvent.objects.filter(subject_ref=task.subject.ref).values_list("name", flat=True)
            ),
        }
