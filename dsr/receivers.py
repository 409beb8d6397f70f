"""What erasure does when a request for deletion gets its date, or is over without having been carried out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t

from accounts.actor import SYSTEM, Actor
from accounts.models import User
from dsr.actions.erasure import call_off, suspend_while_waiting
from dsr.closing import closing_of
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest, ErasureRun, RequestStep
from dsr.timeline import in_words
from exports.waiting import wake


def suspend(sender: object, request: DataSubjectRequest, **_: Any) -> None:
    """Close the person's accounts at the company to use until the deletion."""
    suspend_while_waiting(request, actor=SYSTEM)


def undo(sender: object, request: DataSubjectRequest, actor: Actor, **_: Any) -> None:
    """Open the accounts again when the deletion was cancelled, refused or never confirmed. Raise TooLate."""
    if request.right == "erasure" and request.state != State.FULFILLED:
        call_off(request, actor=actor)


def wake_waiting(sender: object, **_: Any) -> None:
    """Let erasures and steps go on that waited for a store."""
    for model in (ErasureRun, RequestStep):
        wake(model)


def remind(sender: object, request: HttpRequest, user: User, **_: Any) -> None:
    """Tell somebody who signs in while their account is being closed where they can cancel; cancel nothing."""
    closing = closing_of(user.subject)
    if closing is not None and closing.execute_after is not None:
        text = format_html(
            '{} <a href="{}">{}</a>',
            _t("Your account is being closed. Your data is deleted on %(date)s.")
            % {"date": in_words(localtime(closing.execute_after))},
            reverse("dsr:closing"),
            _t("See or cancel the deletion"),
        )
        messages.warning(request, text, fail_silently=True)
