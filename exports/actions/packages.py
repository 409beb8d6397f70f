"""What can be done with a package: ask for one, open it, try a failed one again. It expires in `expiry`."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.alerts import alert
from accounts.errors import DomainError
from accounts.models import DataSubject, User
from accounts.nudge import nudge
from exports.archive.reader import Archive
from exports.limits import is_open, may_open, note_opening
from exports.models import ExportPackage
from exports.scope import Scope
from exports.tasks import build_package

EVERYTHING = Scope()


class PackageNotReady(DomainError):
    """The package is still being built, failed, or has expired."""

    code = "package_not_ready"
    message = _("This copy cannot be downloaded now. Ask for a new one if it has expired.")


class DownloadsUsedUp(PackageNotReady):
    """The package was downloaded as often as it can be."""

    code = "downloads_used_up"
    message = _("This copy was downloaded as often as it can be. Ask for the same again with one press.")


class OtherCopyFirst(DomainError):
    """A copy of another scope is being made; one at a time is."""

    code = "other_copy_first"
    message = _("Another copy of your data is being made. You can ask for this one as soon as it is ready.")


class CannotRetry(DomainError):
    """The package did not fail, or a newer one is being built."""

    code = "cannot_retry"
    message = _("Only a copy that failed can be tried again, and only if no newer one is being made.")


def request_package(
    subject: DataSubject, *, actor: Actor, scope: Scope = EVERYTHING, request_ref: UUID | None = None
) -> ExportPackage:
    """Return a package of this scope that will be built for the subject: the unfinished one if there is one, else a new one.

    Locks the subject, so that two clicks ask for one package, and the unfinished package, so that it cannot
    be closed before the caller has committed that somebody waits for it. Workers are told on commit. Raise OtherCopyFirst while one of another scope is unfinished.
    """
    with transaction.atomic():
        DataSubject.objects.select_for_update().get(pk=subject.pk)
        package = ExportPackage.objects.unfinished().select_for_update().filter(subject=subject).first()
        if package is not None:
            if package.wish != scope:
                raise OtherCopyFirst
            if request_ref and not package.request_ref:
                package.request_ref = request_ref
                package.save(update_fields=["request_ref"])
            return package
        package = ExportPackage.objects.create(
            subject=subject, request_ref=request_ref, scope=scope.as_data()
        )
        audit.record(
            "exports:package:requested",
            actor=actor,
            subject_ref=subject.ref,
            package=str(package.ref),
            request=str(request_ref) if request_ref else None,
        )
        nudge(build_package, package.pk)
    return package


def open_download(package: ExportPackage, *, actor: Actor, part: int = 1) -> Archive:
    """Record that a file of the package is downloaded and return its archive for streaming.

    The caller has made sure that the person signed in just now, and that there is such a file. Counted and audited once an hour for each
    file, however much of it is fetched, and told to the account's address once an hour for all. Raise PackageNotReady or
    DownloadsUsedUp.
    """
    with transaction.atomic():
        locked = (
            ExportPackage.objects.select_for_update(of=["self"]).select_related("subject").get(pk=package.pk)
        )
        if locked.state == ExportPackage.State.USED_UP:
            raise DownloadsUsedUp
        if locked.state != ExportPackage.State.READY:
            raise PackageNotReady
        if not may_open(locked, part):
            raise DownloadsUsedUp
        begins = not is_open(locked, part)
        if begins:
            _note(locked, part, actor)
    return Archive(locked, part, begins=begins)


def _note(package: ExportPackage, part: int, actor: Actor) -> None:
    told = any(is_open(package, one) for one in range(1, len(package.lengths) + 1))
    note_opening(package, part)
    package.save(update_fields=["openings", "last_opened_at", "downloads"])
    audit.record(
        "exports:package:opened",
        actor=actor,
        subject_ref=package.subject.ref,
        package=str(package.ref),
        part=part,
    )
    user = None if told else User.objects.filter(subject=package.subject).first()
    if user is not None:
        alert(user, "package_downloaded")


def retry_package(package: ExportPackage, *, actor: Actor) -> ExportPackage:
    """Put a failed package back in the queue; what was built of it is kept. Raise CannotRetry."""
    try:
        with transaction.atomic():
            locked = ExportPackage.objects.select_for_update().get(pk=package.pk)
            if locked.job_state != "failed" or locked.expired_at is not None:
                raise CannotRetry
            locked.requeue()
            locked.failure_told_at = None
            locked.save(update_fields=["failure_told_at"])
            audit.record(
                "exports:package:retried",
                actor=actor,
                subject_ref=locked.subject.ref,
                package=str(locked.ref),
            )
            nudge(build_package, locked.pk)
    except IntegrityError as error:
        raise CannotRetry from error
    return locked
