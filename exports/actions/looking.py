"""Leave a trace before staff see how somebody's copy, or a question about them, is getting on."""

from uuid import UUID

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from exports.models import ExportPackage, StoreTask
from exports.outside.ending import record


def look_at_package(package: ExportPackage, *, actor: Actor) -> None:
    """Record that this member of staff opens the page of a package; called before anything of it is shown."""
    with transaction.atomic():
        audit.record(
            "exports:package:viewed",
            actor=actor,
            subject_ref=package.subject.ref,
            package=str(package.ref),
        )


def look_for_person(ref: UUID, *, among: str, actor: Actor) -> None:
    """Record that this member of staff looks for what a list has of one person; called before any of it is shown."""
    with transaction.atomic():
        audit.record("exports:person:looked_for", actor=actor, subject_ref=ref, among=among)


def look_at_question(task: StoreTask, *, actor: Actor) -> None:
    """Record that this member of staff opens the page of a question; called before anything of it is shown."""
    with transaction.atomic():
        record("exports:question:viewed", task, actor=actor)
