"""The mail ledger in the staff admin: what left and what did not; never to whom or with which words."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actor import actor_for
from accounts.look_only import Kept, reference_in
from accounts.models import DataSubject
from consent import admin_campaigns, admin_choices, admin_policy  # noqa: F401  (register their pages)
from consent.actions.looking import look_at_mails
from consent.actions.mail import CannotRetry, retry_mail
from consent.admin_filters import ByClass, ByDecision, ByProblem, ByTemplate, ByTopic
from consent.choices import topics
from consent.models import MailDelivery
from consent.reasons import in_words


@admin.register(MailDelivery)
class MailAdmin(Kept, admin.ModelAdmin):
    """Read-only list of mail with a retry for what failed."""

    list_display = (
        "reference", "about", "message_class", "template", "job_state", "why", "created_at", "sent_at", "last_error_code",
    )  # fmt: skip
    list_filter = ("job_state", ByClass, ByTopic, ByDecision, ByTemplate, ByProblem)
    show_full_result_count = False
    search_fields = ("reference",)
    search_help_text = _("Number of a mail, or the whole reference of a person")
    actions = ("retry",)
    fields = (
        "reference", "ref", "template", "about", "message_class", "job_state", "why", "attempts", "created_at", "sent_at",
        "last_error_code",
    )  # fmt: skip
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[MailDelivery], search_term: str
    ) -> tuple[QuerySet[MailDelivery], bool]:
        """Return the mails with this number, or those of one person; that these were looked up is recorded first."""
        wanted = reference_in(search_term)
        if wanted is None:
            return super().get_search_results(request, queryset, search_term)
        person = DataSubject.objects.filter(ref=wanted).first()
        if person is None:
            return queryset.filter(ref=wanted), False
        look_at_mails(wanted, actor=actor_for(request.user))
        return queryset.filter(subject=person), False

    @admin.display(description=_("topic"), ordering="topic")
    def about(self, mail: MailDelivery) -> str:
        """Return the topic's name, or its key when the data map no longer has it."""
        topic = topics().get(mail.topic)
        return topic.name if topic else mail.topic

    @admin.display(description=_("send decision"), ordering="decision")
    def why(self, mail: MailDelivery) -> str:
        """Return why it was sent, or why not."""
        return in_words(mail.decision)

    @admin.action(description=_("Try failed mail again"), permissions=["change"])
    def retry(self, request: HttpRequest, chosen: QuerySet[MailDelivery]) -> None:
        """Put the chosen failed mail back in the queue."""
        done = 0
        for mail in chosen:
            try:
                retry_mail(mail, actor=actor_for(request.user))
            except CannotRetry as error:
                messages.warning(request, f"{mail.reference}: {error.message}")
            else:
                done += 1
        messages.info(request, ngettext("%d mail is tried again.", "%d mails are tried again.", done) % done)
