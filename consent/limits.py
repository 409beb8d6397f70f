"""Hold off a program that changes one person's mind all day. Refusing works at every door, however often."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.errors import TooManyAttempts
from accounts.rate_limits import count
from consent.choices import Choice, Holder


class TooManyChanges(TooManyAttempts):
    """Somebody agrees and switches on more often than a person would."""

    code = "too_many_changes"
    message = _(
        "That was changed very often within an hour. Refusing and switching off work at any time; to agree or switch on, wait an hour."
    )


def count_allowing(holder: Holder, choices: Iterable[Choice]) -> None:
    """Count one attempt when it allows something, and raise TooManyChanges past the hour's limit.

    A refusal is never counted. It needs no limit of its own: an entry is added only where the answer changes, so
    that there can be few more refusals than there were consents to take back.
    """
    if not any(choice.allowed for choice in choices):
        return
    try:
        count("choices", str(holder.ref))
    except TooManyAttempts as error:
        raise TooManyChanges from error
