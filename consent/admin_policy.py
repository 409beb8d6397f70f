"""The policy in the staff admin: write a draft, look at it, publish it after seeing whom it tells; versions to look at."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly, OwnPages
from consent.actions.drafts import write_draft
from consent.actions.policy import publish_policy
from consent.campaigns.planning import reachable
from consent.models import ChangeClass, PolicyDraft, PolicyVersion
from consent.policy.checking import check
from consent.policy.comparison import compared_with

PUBLISH = "consent.publish_policydraft"


@admin.register(PolicyDraft)
class DraftAdmin(OwnPages, admin.ModelAdmin):  # type: ignore[type-arg]
    """Drafts: saving writes through the action; a published one is only looked at."""

    list_display = ("title", "change_class", "effective_on", "changed_at", "published")
    list_filter = ("change_class",)
    list_select_related = ("published_as",)
    ordering = ("-pk",)
    fields = ("title", "change_class", "effective_on", "summary", "source")

    @admin.display(description=_("published as"))
    def published(self, draft: PolicyDraft) -> str:
        """Return the version that became of it."""
        return str(draft.published_as) if draft.published_as else "-"

    def has_change_permission(self, request: HttpRequest, obj: PolicyDraft | None = None) -> bool:
        """Refuse for what is published."""
        open_yet = obj is None or obj.published_as_id is None
        return open_yet and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: PolicyDraft | None = None) -> bool:
        """Refuse: what was written and not published is part of how the policy came about."""
        return False

    def save_model(self, request: HttpRequest, obj: PolicyDraft, form: ModelForm, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001
        """Hand the words to the action."""
        written = write_draft(obj if change else None, actor=actor_for(request.user), **form.cleaned_data)
        obj.pk = written.pk

    def get_urls(self) -> list[URLPattern]:
        """Add the preview with the question whether to publish."""
        publish = self.admin_site.admin_view(self.publish)
        return [path("<int:pk>/publish/", publish, name="consent_policydraft_publish"), *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft as it will stand, what changes, and how many people are told; publish on the button."""
        draft = self.row(request, PolicyDraft.objects.all(), pk)
        may = request.user.has_perm(PUBLISH)  # type: ignore[union-attr]
        if request.method == "POST":
            return self._publish(request, draft, may=may)
        problem, made = "", None
        try:
            made = check(draft)
        except DomainError as error:
            problem = str(error.message)
        context = {
            "draft": draft,
            "made": made,
            "problem": problem,
            "may_publish": may,
            "told": reachable().count() if draft.change_class == ChangeClass.SIGNIFICANT else 0,
            "notice_days": settings.POLICY_NOTICE_DAYS,
            "comparison": compared_with(draft, made.text) if made else None,
        }
        return self.page(request, "admin/consent/policydraft/publish.html", draft.title, context)

    def _publish(self, request: HttpRequest, draft: PolicyDraft, *, may: bool) -> HttpResponse:
        if not may:
            raise PermissionDenied
        try:
            version = publish_policy(draft, actor=actor_for(request.user))
        except DomainError as error:
            messages.error(request, str(error.message))
            return redirect("admin:consent_policydraft_publish", draft.pk)
        messages.success(request, _("Version %(number)d is published.") % {"number": version.number})
        return redirect("admin:consent_policyversion_change", version.pk)


@admin.register(PolicyVersion)
class VersionAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The published versions, to look at."""

    list_display = ("number", "title", "change_class", "effective_on", "published_at")
    list_filter = ("change_class",)
    fields = (
        "number", "title", "page", "change_class", "effective_on", "published_at", "language", "summary", "map_version",
        "digest", "source",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the long texts out."""
        return PolicyVersion.objects.defer("text", "html")

    @admin.display(description=_("page"))
    def page(self, version: PolicyVersion) -> str:
        """Return a link to the version's page."""
        address = reverse("consent:policy_version", args=[version.number])
        return format_html('<a href="{}">{}</a>', address, address)
