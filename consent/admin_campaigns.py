"""Campaigns in the staff admin: how far they are, a message to start, and what failed to try again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly
from consent.actions.campaigns import retry_campaign, start_message
from consent.campaigns.planning import reachable
from consent.campaigns.progress import progress_of
from consent.choices import topics, topics_of_messages
from consent.models import Campaign
from consent.named.counts import counts_by_store
from consent.named.standing import unsaid
from consent.policy.rendering import to_html

CHANGE = "admin:consent_campaign_change"


class MessageForm(forms.Form):
    """A message to everybody who lets its topic through."""

    topic = forms.ChoiceField(
        label=_("Topic"),
        help_text=_(
            "Whoever switched this topic off is left out. Topics that cannot be switched off are not here."
        ),
    )
    title = forms.CharField(label=_("Subject line"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown. The same for everybody: no name, no personal detail."),
        widget=forms.Textarea(attrs={"rows": 14, "cols": 80}),
        max_length=50_000,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [  # type: ignore[attr-defined]
            (key, topic.name) for key, topic in topics_of_messages().items()
        ]


@admin.register(Campaign)
class CampaignAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Every campaign; people appear in it as numbers only."""

    list_display = ("title", "kind", "topic", "created_at", "job_state", "last_error_code")
    list_filter = ("kind", "job_state", "topic")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        """Add the message and the retry."""
        wrap = self.admin_site.admin_view
        own = [
            path("message/", wrap(self.message), name="consent_campaign_message"),
            path("named/", wrap(self.named), name="consent_campaign_named"),
            path("<int:pk>/retry/", wrap(require_POST(self.retry)), name="consent_campaign_retry"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one campaign with its progress."""
        campaign = self.row(request, Campaign.objects.select_related("policy_version"), object_id)
        progress = progress_of(campaign)
        failed = progress.failed_batches or campaign.job_state == Campaign.JobState.FAILED
        context = {
            "campaign": campaign,
            "topic": topics().get(campaign.topic),
            "progress": progress,
            "may_retry": bool(failed) and _may_start(request),
        }
        return self.page(request, "admin/consent/campaign/progress.html", campaign.title, context)

    def message(self, request: HttpRequest) -> HttpResponse:
        """Ask for a message, show it as it will look, and start it on the second button."""
        if not _may_start(request):
            raise PermissionDenied
        form = MessageForm(request.POST or None)
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            if "start" in request.POST:
                try:
                    campaign = start_message(actor=actor_for(request.user), **form.cleaned_data)
                except DomainError as error:
                    form.add_error(None, str(error.message))
                else:
                    messages.success(request, _("The message is on its way."))
                    return redirect(CHANGE, campaign.pk)
            else:
                # Rendered from Markdown and cleaned.
                context["shown"] = mark_safe(to_html(form.cleaned_data["text"]))  # noqa: S308
                context["people"] = reachable().count()
                context["topic"] = topics()[form.cleaned_data["topic"]]
        return self.page(request, "admin/consent/campaign/message.html", _("Send a message"), context)

    def named(self, request: HttpRequest) -> HttpResponse:
        """Show who was told that others named them, who waits, and who is not told and why; people are references only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {"stores": counts_by_store(), "unsaid": unsaid().count()}
        return self.page(request, "admin/consent/campaign/named.html", _("People whom others named"), context)

    def retry(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put what failed back in the queue."""
        if not _may_start(request):
            raise PermissionDenied
        campaign = get_object_or_404(Campaign, pk=pk)
        try:
            jobs = retry_campaign(campaign, actor=actor_for(request.user))
        except DomainError as error:
            messages.error(request, str(error.message))
        else:
            said = ngettext("%d job is tried again.", "%d jobs are tried again.", jobs) % jobs
            messages.success(request, said)
        return redirect(CHANGE, campaign.pk)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list with the way to a message for those who may start one."""
        return super().changelist_view(request, {"may_start": _may_start(request), **(extra_context or {})})


def _may_start(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("consent.add_campaign"))  # type: ignore[union-attr]
