"""Ask for a copy by a button: a new one, or once more what has expired, is used up or came to nothing.

The same data again waits a little, and the button says how long. A request to the staff never waits (GDPR 12(5)).
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.errors import DomainError
from accounts.models import DataSubject
from exports.actions.expiry import expire_package
from exports.actions.packages import EVERYTHING, request_package
from exports.cooling import require_cooled
from exports.models import ExportPackage
from exports.scope import Scope


class CannotReissue(DomainError):
    """The copy can still be downloaded or is being made, or its person was erased."""

    code = "cannot_reissue"
    message = _("This copy is not over yet. It can be downloaded, or is being made.")


def ask_for_package(subject: DataSubject, *, actor: Actor, scope: Scope = EVERYTHING) -> ExportPackage:
    """Return the copy that is being made, or a new one of this scope. Locks the subject. Raise TooSoon or OtherCopyFirst."""
    with transaction.atomic():
        DataSubject.objects.select_for_update().get(pk=subject.pk)
        require_cooled(subject, scope)
        return request_package(subject, actor=actor, scope=scope)


def reissue_package(
    package: ExportPackage, *, actor: Actor, request_ref: UUID | None = None
) -> ExportPackage:
    """Ask once more for what a copy that is over held, and return the new one, or the one that is being made.

    It belongs to the given request, or to the same as before. What is left of a failed copy is thrown away, so that nobody goes on
    with it. Locks the subject. Raise CannotReissue, TooSoon or OtherCopyFirst.
    """
    with transaction.atomic():
        subject = DataSubject.objects.select_for_update().get(pk=package.subject_id)
        package = ExportPackage.objects.select_related("subject").get(pk=package.pk)
        if not package.can_be_reissued or subject.erased_at is not None:
            raise CannotReissue
        require_cooled(subject, package.wish)
        if package.state == ExportPackage.State.FAILED:
            expire_package(package, actor=actor)
        made = request_package(
            subject, actor=actor, scope=package.wish, request_ref=request_ref or package.request_ref
        )
        audit.record(
            "exports:package:reissued",
            actor=actor,
            subject_ref=subject.ref,
            package=str(package.ref),
            again=str(made.ref),
        )
    return made
