"""Hand a copy to somebody who has no account, and make it again: reference and secret opened the page, a newly mailed code opens the copy."""

from django.db import transaction

from accounts.actor import Actor
from dsr.actions.verification import use_code
from dsr.copies import can_be_made_again, copy_of, latest_copy_of
from dsr.errors import CopyGone
from dsr.models import DataSubjectRequest, Event, Verification
from dsr.moves import record, tell
from exports.actions.again import reissue_package
from exports.actions.packages import open_download
from exports.archive.reader import Archive
from exports.models import ExportPackage


def allow_copy(request: DataSubjectRequest, *, actor: Actor, code: str) -> ExportPackage:
    """Use up the code and return the copy, whose files can be fetched from now on. Raise CodeRefused, and CopyGone when there is none any more."""
    package = copy_of(request)
    if package is None:
        raise CopyGone
    use_code(request, actor=actor, code=code, purpose=Verification.Purpose.DOWNLOAD)
    return package


def fetch_copy(
    request: DataSubjectRequest, *, actor: Actor, package: ExportPackage, part: int = 1
) -> Archive:
    """Return a file of the copy for streaming; timeline and trail say so once for each download.

    The caller has made sure that a code allowed it within the hour. Raise CopyGone when this copy is no more, or has no such file, and
    DownloadsUsedUp.
    """
    if copy_of(request) != package or not package.has_file(part):
        raise CopyGone
    with transaction.atomic():
        archive = open_download(package, actor=actor, part=part)
        if archive.begins:
            tell(request, Event.Kind.FETCHED, actor=actor)
            record("dsr:copy:fetched", request, actor=actor)
        return archive


def make_copy_again(request: DataSubjectRequest, *, actor: Actor) -> ExportPackage:
    """Ask once more for the copy of a request whose copy is over, and return the new one. Raise CopyGone, TooSoon or CannotReissue."""
    package = latest_copy_of(request)
    if package is None or not can_be_made_again(request, package):
        raise CopyGone
    with transaction.atomic():
        made = reissue_package(package, actor=actor, request_ref=request.ref)
        tell(request, Event.Kind.STARTED, actor=actor)
        return made
