"""Record what somebody chose about cookies without signing in."""

from collections.abc import Collection
from uuid import UUID

from accounts.actor import Actor
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder, purposes_of_cookies
from consent.models import ConsentRecord


def choose_in_browser(
    number: UUID | None, *, actor: Actor, allowed: Collection[str], method: str
) -> UUID | None:
    """Record the answers to every purpose of cookies and return the number the browser is to keep, if any.

    Consent must be provable, so who agrees to something gets a number and an entry. A refusal by somebody
    without a number is written down nowhere but in their own browser; a withdrawal is written under the
    number it was given under, and the number is dropped. Raise UnknownChoice for a purpose nobody is asked about.
    """
    if not allowed and number is None:
        return None
    holder = Holder.browser(number)
    asked = list(dict.fromkeys([*purposes_of_cookies(), *allowed]))
    answers = [Choice(ConsentRecord.About.PURPOSE, key, key in allowed) for key in asked]
    record_choices(holder, actor=actor, choices=answers, method=method)
    return holder.ref if allowed else None
