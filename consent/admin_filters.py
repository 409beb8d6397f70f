"""Filters of the mail ledger, with values the program knows: asking millions of rows for theirs would take long."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.datamap.words import CLASSES
from accounts.mail import templates
from consent.choices import topics
from consent.models import MailDelivery
from consent.reasons import WORDS

PROBLEMS = ("address_refused", "transport_unavailable", "worker_lost")
"""What deliveries end with; see delivery.py and accounts/jobs.py."""


class _Known(admin.SimpleListFilter):
    """A filter by one column, over known values."""

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return the values with their words."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return what can be chosen."""
        return list(self.known())

    def queryset(self, request: HttpRequest, queryset: QuerySet[MailDelivery]) -> QuerySet[MailDelivery]:
        """Return the mails with the chosen value."""
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ByClass(_Known):
    """The class of the message."""

    title, parameter_name = _("class"), "message_class"

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return every class."""
        return CLASSES.items()


class ByTopic(_Known):
    """The topic of the data map."""

    title, parameter_name = _("topic"), "topic"

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return every topic."""
        return [(topic.key, topic.name) for topic in topics().values()]


class ByDecision(_Known):
    """Why it was sent, or why not."""

    title, parameter_name = _("send decision"), "decision"

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return every reason."""
        return WORDS.items()


class ByTemplate(_Known):
    """Which message it is."""

    title, parameter_name = _("template"), "template"

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return every registered template."""
        return [(name, name) for name in sorted(templates)]


class ByProblem(_Known):
    """What went wrong last."""

    title, parameter_name = _("problem"), "last_error_code"

    def known(self) -> Iterable[tuple[str, Any]]:
        """Return every code."""
        return [(code, code) for code in PROBLEMS]
