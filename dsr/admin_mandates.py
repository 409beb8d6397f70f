"""What the page of a request shows staff of the agent who filed it, and the download of the agent's document."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.actor import actor_for
from accounts.errors import NotAllowed
from dsr.actions.mandates import READ, read_mandate
from dsr.agents.checklist import checklist_for
from dsr.agents.words import contact_of_agent, mandate_of, words_of
from dsr.models import DataSubjectRequest
from exports.documents import ENDINGS


def about_agent(request: HttpRequest, asked: DataSubjectRequest) -> dict[str, Any]:
    """Return what stands on the request's page about its agent; nothing when the person asked themselves."""
    mandate = mandate_of(asked)
    if mandate is None:
        return {}
    return {
        "mandate": mandate,
        "agent": contact_of_agent(mandate.agent),
        "words": words_of(mandate),
        "checks": [] if mandate.checked_at else checklist_for(mandate),
        "reader": request.user.has_perm(READ),  # type: ignore[union-attr]
    }


def document_response(request: HttpRequest, asked: DataSubjectRequest) -> HttpResponse:
    """Return the document as a file to save, never as a page: what is in it was written by a stranger.

    That it was fetched is recorded first. Raise PermissionDenied, and what the action raises.
    """
    try:
        mandate, data = read_mandate(asked, actor=actor_for(request.user))
    except NotAllowed as error:
        raise PermissionDenied from error
    name = f"{asked.reference}.{ENDINGS[mandate.content_type]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)
