"""Roster syncs in the staff admin: how far each came, what it found, and a way to try a failed one again."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.actions.roster import START, start_sync
from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly
from accounts.models import RosterSync


@admin.register(RosterSync)
class RosterSyncAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Runs through the people of each store, the latest first."""

    list_display = ("started_at", "store", "job_state", "found", "last_error_code", "finished_at")
    list_filter = ("job_state", "store")
    list_display_links = None
    ordering = ("-pk",)
    list_per_page = 50
    actions = ("try_again", "accept_gone")

    def has_start_permission(self, request: HttpRequest) -> bool:
        """Return whether the role starts syncs."""
        return request.user.has_perm(START)  # type: ignore[union-attr]

    @admin.display(description=_("what was found"))
    def found(self, sync: RosterSync) -> str:
        """Return the counts in one line."""
        return ", ".join(f"{number} {name}" for name, number in sorted(sync.counts.items()))

    @admin.action(description=_("Try failed runs again"), permissions=["start"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[RosterSync]) -> None:
        """Let a worker go on with the chosen failed runs."""
        self._start(request, queryset, accept_gone=False)

    @admin.action(description=_("Go on although many people are gone"), permissions=["start"])
    def accept_gone(self, request: HttpRequest, queryset: QuerySet[RosterSync]) -> None:
        """Let the chosen failed runs note everybody who is gone."""
        self._start(request, queryset, accept_gone=True)

    def _start(self, request: HttpRequest, queryset: QuerySet[Any], *, accept_gone: bool) -> None:
        for sync in queryset.filter(job_state="failed"):
            try:
                start_sync(sync.store, accept_gone=accept_gone, actor=actor_for(request.user))
            except (DomainError, KeyError):
                messages.error(request, _("The store %(store)s cannot be read.") % {"store": sync.store})
            else:
                messages.success(request, _("The run is tried again."))
