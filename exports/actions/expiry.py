"""Let packages expire: key and content go, the row stays as a record of what was made."""

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from exports.actions.questions import cancel_question
from exports.archive.removal import remove_content
from exports.models import ExportPackage, StoreTask
from exports.outside.answers import drop_for
from exports.signals import package_expires_soon

BATCH = 200


def expire_package(package: ExportPackage, *, actor: Actor) -> ExportPackage:
    """Throw the package's key and content away, in whatever state it is; a worker that has it loses it.

    The key goes in the same commit, so nothing can be read from then on; the objects are deleted after it, and `expire_due`
    goes on until the storage has deleted them.
    Does nothing to a package that has expired.
    """
    with transaction.atomic():
        locked = ExportPackage.objects.select_for_update().get(pk=package.pk)
        if locked.expired_at is not None:
            return locked
        if locked.job_state != "done":
            locked.job_state = "cancelled"
        locked.lease = None
        locked.expired_at = now()
        locked.wrapped_key = b""
        locked.sealed_located = b""
        locked.save()
        locked.sections.update(members=[], missing=[], begins=[], object_name="")
        for task in StoreTask.objects.open().filter(request_ref=locked.ref):
            cancel_question(task, actor=actor)
        drop_for(locked.ref)
        audit.record(
            "exports:package:expired",
            actor=actor,
            subject_ref=locked.subject.ref,
            package=str(locked.ref),
        )
        transaction.on_commit(lambda: remove_content(locked.pk))
    return locked


def remind_of_expiry(*, actor: Actor) -> int:
    """Say of each copy that nobody downloaded that it expires soon, once, some at a time, and return of how many."""
    reminded = 0
    for pk in list(ExportPackage.objects.due_for_a_reminder().values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            due = ExportPackage.objects.due_for_a_reminder().select_for_update(of=["self"])
            package = due.select_related("subject").filter(pk=pk).first()
            if package is not None:
                package.expiry_told_at = now()
                package.save(update_fields=["expiry_told_at"])
                audit.record(
                    "exports:package:reminded",
                    actor=actor,
                    subject_ref=package.subject.ref,
                    package=str(package.ref),
                )
                package_expires_soon.send(sender=ExportPackage, package=package)
                reminded += 1
    return reminded


def expire_due(*, actor: Actor) -> int:
    """Expire packages whose time is over, some at a time, and return how many. Go on with those whose content the storage still has."""
    due = list(ExportPackage.objects.due_to_expire().order_by("pk")[:BATCH])
    for package in due:
        expire_package(package, actor=actor)
    for pk in list(
        ExportPackage.objects.still_stored().order_by("expired_at").values_list("pk", flat=True)[:BATCH]
    ):
        remove_content(pk)
    return len(due)
