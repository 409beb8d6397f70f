"""Files of a copy for somebody without an account: a mailed code opens them for an hour, so that a broken download can be resumed."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import VISITOR
from accounts.errors import DomainError
from accounts.public_forms import PublicRequest
from accounts.signing import make_token, read_token
from dsr.actions.copies import allow_copy, fetch_copy
from dsr.models import DataSubjectRequest
from exports.copies import shown
from exports.models import ExportPackage
from exports.views.stream import archive_response

PURPOSE = "copy-fetch"
GRANT_SECONDS = 3600
"""How long what a code opened can be fetched."""


def hand_over(request: PublicRequest, asked: DataSubjectRequest, *, code: str) -> HttpResponseBase:
    """Use up the code, then begin the download; of a copy in several files show where each is. Raise CodeRefused or CopyGone."""
    package = allow_copy(asked, actor=VISITOR, code=code)
    grant = make_token(PURPOSE, [str(asked.ref), str(package.ref)])
    links = reverse("dsr:copy", args=[grant, 1]).removesuffix("1")
    if len(package.lengths) == 1:
        return redirect(f"{links}1")
    context = {"asked": asked, "package": package, "one": shown(package), "links": links}
    return render(request, "dsr/track_files.html", context)


@never_cache
@require_safe
def copy(request: PublicRequest, grant: str, part: int) -> HttpResponseBase:
    """Stream a file of a copy, or a range of it, while the grant is valid; else lead to the tracker, whatever is wrong with it."""
    refs = read_token(PURPOSE, grant, max_age=GRANT_SECONDS) or ["", ""]
    asked = DataSubjectRequest.objects.select_related("subject").filter(ref=refs[0] or None).first()
    package = ExportPackage.objects.filter(ref=refs[1] or None).first()
    if asked is None or package is None:
        return redirect("dsr:track")
    try:
        return archive_response(request, fetch_copy(asked, actor=VISITOR, package=package, part=part))
    except DomainError:
        return redirect("dsr:track")
