"""Tie the signal of a signed-in person's browser to their account, once and not with every page."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.actor import actor_for
from accounts.clock import today
from accounts.models import User
from consent.actions.sale import opt_out_of_sale
from consent.choices import Holder
from consent.models import ConsentRecord

MARK = "signal_bound"
OPTED_OUT = "opted_out_of_sale"


def bind_signal(request: HttpRequest, user: User, signal: str) -> None:
    """Record the signal as opt-out of the person's account, at once and for good (11 CCR 7025(c)(1)).

    Remembered in the session for the day, so that later pages ask nothing. Staff accounts are no data subjects.
    """
    mark = f"{signal} {today().isoformat()}"
    if request.session.get(MARK) == mark or user.subject is None:
        return
    opt_out_of_sale(Holder.of(user.subject), actor=actor_for(user), method=signal)
    request.session[MARK] = mark
    request.session[OPTED_OUT] = True


def forget_mark(session: SessionBase) -> None:
    """Let the next signal be recorded again: its person has just opted back in without one."""
    session.pop(MARK, None)
    session.pop(OPTED_OUT, None)


def note_opt_out(session: SessionBase, user: User) -> None:
    """Remember in the session whether the person has opted out: then no notice asks them to agree (Cal. Civ. Code 1798.135(c)(4))."""
    if user.subject_ref is not None and ConsentRecord.objects.opted_out_of_sale(user.subject_ref):
        session[OPTED_OUT] = True
