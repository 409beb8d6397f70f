"""Errors of the domain: what went against a rule, with a stable code and a sentence for the person."""

from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Base of everything an action refuses. `code` never changes; `message` says what to do about it."""

    code: ClassVar[str] = "refused"
    message: str | Promise = _("This cannot be done now.")

    def __init__(self, message: str | Promise | None = None) -> None:
        super().__init__(self.code)
        if message is not None:
            self.message = message


class NotAllowed(DomainError):
    """The actor may not do this."""

    code = "not_allowed"
    message = _("You do not have permission to do this. Ask an administrator for the role that has it.")


class TooManyAttempts(DomainError):
    """Too much from one place in a short time. `until` is when it works again, where that is known."""

    code = "too_many_attempts"
    message = _("That was too many attempts. Wait an hour, then try again, or write to us.")
    until: datetime | None = None
