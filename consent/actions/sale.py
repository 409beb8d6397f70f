"""Opting out of sale and sharing is one step and works at once; opting back in takes two."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.errors import DomainError
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord


class SignalSaysNo(DomainError):
    """The browser's signal says the opposite, and the signal is obeyed (11 CCR 7025(c)(3))."""

    code = "signal_says_no"
    message = _(
        "Your browser sends a signal that opts you out, and we obey it. Switch the signal off for this site first."
    )


class TwoSteps(DomainError):
    """Opting back in needs a second, separate confirmation (11 CCR 7028)."""

    code = "needs_two_steps"
    message = _("Opting back in takes two steps. Open your privacy choices, choose it there and confirm it.")


def opt_out_of_sale(holder: Holder, *, actor: Actor, method: str) -> list[ConsentRecord]:
    """Record that nothing of the holder is sold or shared; in force when it commits. Adds nothing the second time."""
    return record_choices(holder, actor=actor, choices=[_answer(allowed=False)], method=method)


def ask_to_opt_in_to_sale(holder: Holder, *, actor: Actor, signal: str) -> None:
    """Leave a trace of the first step; nothing changes yet. Raise SignalSaysNo while the browser says the opposite."""
    if signal:
        raise SignalSaysNo
    with transaction.atomic():
        audit.record("consent:opt_in:asked", actor=actor, subject_ref=holder.ref)


def confirm_opt_in_to_sale(
    holder: Holder, *, actor: Actor, signal: str, asked_first: bool
) -> list[ConsentRecord]:
    """Record the opt-in, the second step. Raise TwoSteps without the first, SignalSaysNo while the browser says the opposite."""
    if signal:
        raise SignalSaysNo
    if not asked_first:
        raise TwoSteps
    return record_choices(
        holder, actor=actor, choices=[_answer(allowed=True)], method=ConsentRecord.Method.PAGE
    )


def record_answers(
    holder: Holder, *, actor: Actor, choices: Sequence[Choice], method: str
) -> list[ConsentRecord]:
    """Record answers that take one step: everything but opting back in. Raise TwoSteps for that, UnknownChoice as record_choices does."""
    if any(choice.about == ConsentRecord.About.SALE and choice.allowed for choice in choices):
        raise TwoSteps
    return record_choices(holder, actor=actor, choices=choices, method=method)


def _answer(*, allowed: bool) -> Choice:
    return Choice(ConsentRecord.About.SALE, SALE, allowed)
