"""The mail ledger in the staff admin: what left and what did not; never to whom or with which words."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from accounts.look_only import Kept
from consent.actions.mail import CannotRetry, retry_mail
from consent.models import MailDelivery


@admin.register(MailDelivery)
class MailAdmin(Kept, admin.ModelAdmin):
    """Read-only list of mail with a retry for what failed."""

    list_display = ("ref", "template", "topic", "job_state", "created_at", "sent_at", "last_error_code")
    list_filter = ("job_state", "topic", "template", "last_error_code")
    search_fields = ("ref", "subject__ref")
    actions = ("retry",)
    fields = ("ref", "template", "topic", "job_state", "attempts", "created_at", "sent_at", "last_error_code")
    readonly_fields = fields

    @admin.action(description=_("Try failed mail again"), permissions=["change"])
    def retry(self, request: HttpRequest, chosen: QuerySet[MailDelivery]) -> None:
        """Put the chosen failed mail back in the queue."""
        done = 0
        for mail in chosen:
            try:
                retry_mail(mail, actor=actor_for(request.user))
            except CannotRetry as error:
                messages.warning(request, f"{mail.ref}: {error.message}")
            else:
                done += 1
        messages.info(request, ngettext("%d mail is tried again.", "%d mails are tried again.", done) % done)
