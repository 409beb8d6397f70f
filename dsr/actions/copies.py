"""Hand a copy to somebody who has no account: reference and secret opened the page, a newly mailed code opens this."""

from django.db import transaction

from accounts.actor import Actor
from dsr.actions.verification import use_code
from dsr.copies import copy_of
from dsr.errors import CopyGone
from dsr.models import DataSubjectRequest, Event, Verification
from dsr.moves import record, tell
from exports.actions.packages import open_download
from exports.archive.reader import Archive


def fetch_copy(request: DataSubjectRequest, *, actor: Actor, code: str) -> Archive:
    """Use up the code and return the copy for streaming; timeline and trail say that it was fetched.

    Raise CodeRefused, and CopyGone when there is no copy any more.
    """
    package = copy_of(request)
    if package is None:
        raise CopyGone
    use_code(request, actor=actor, code=code, purpose=Verification.Purpose.DOWNLOAD)
    with transaction.atomic():
        archive = open_download(package, actor=actor)
        tell(request, Event.Kind.FETCHED, actor=actor)
        record("dsr:copy:fetched", request, actor=actor)
        return archive
