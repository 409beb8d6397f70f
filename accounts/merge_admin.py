"""People found twice, in the staff admin: look at what would move, merge, split again, or keep apart. Counts, and values masked."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.actions.merging import (
    MERGE,
    keep_apart,
    look_at_merge,
    merge_subjects,
    split_subject,
)
from accounts.actor import actor_for
from accounts.errors import DomainError
from accounts.look_only import LookOnly, reference_in
from accounts.merge_forms import FindForm, MergeForm
from accounts.merging import CannotMerge, check_merge, known_by, parts
from accounts.models import DataSubject, SubjectConflict, SubjectMerge


def review_address(former: DataSubject, into: DataSubject) -> str:
    """Return where staff see what a merge would move."""
    query = urlencode({"former": former.ref, "into": into.ref})
    return f"{reverse('admin:accounts_subjectmerge_review')}?{query}"


class _Deciding:
    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Return whether the role decides who is one person."""
        return request.user.has_perm(MERGE)  # type: ignore[union-attr]


@admin.register(SubjectConflict)
class ConflictAdmin(_Deciding, LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Pairs the roster took for one person, the newest first."""

    list_display = ("found_at", "store", "state", "review", "first_ref", "second_ref", "settled_at")
    list_filter = ("state", "store")
    list_select_related = ("first", "second")
    list_display_links = None
    ordering = ("-pk",)
    list_per_page = 50
    actions = ("apart",)

    @admin.display(description=_("one entry"))
    def first_ref(self, conflict: SubjectConflict) -> str:
        """Return the opaque reference."""
        return str(conflict.first.ref)

    @admin.display(description=_("the other"))
    def second_ref(self, conflict: SubjectConflict) -> str:
        """Return the opaque reference."""
        return str(conflict.second.ref)

    @admin.display(description=_("what would move"))
    def review(self, conflict: SubjectConflict) -> str:
        """Return a link to the review while the pair is undecided."""
        if conflict.state != SubjectConflict.State.OPEN:
            return ""
        return format_html(
            '<a href="{}">{}</a>', review_address(conflict.second, conflict.first), _("Review")
        )

    @admin.action(description=_("They are two people"), permissions=["merge"])
    def apart(self, request: HttpRequest, queryset: QuerySet[SubjectConflict]) -> None:
        """Keep the chosen pairs apart for good."""
        for conflict in queryset:
            keep_apart(conflict, actor=actor_for(request.user))


@admin.register(SubjectMerge)
class MergeAdmin(_Deciding, LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Merges of people with what moved; one that was wrong is split again."""

    list_display = ("merged_at", "former_ref", "into_ref", "rows", "ground", "merged_by", "split_at")
    list_select_related = ("former", "into")
    list_filter = ("merged_at",)
    list_display_links = None
    ordering = ("-pk",)
    list_per_page = 50
    actions = ("split",)

    @admin.display(description=_("merged"))
    def former_ref(self, trace: SubjectMerge) -> str:
        """Return the opaque reference of who was merged."""
        return str(trace.former.ref)

    @admin.display(description=_("into"))
    def into_ref(self, trace: SubjectMerge) -> str:
        """Return the opaque reference of who they are now."""
        return str(trace.into.ref)

    @admin.display(description=_("rows that moved"))
    def rows(self, trace: SubjectMerge) -> int:
        """Return how many."""
        return sum(map(len, trace.moved.values()))

    @admin.action(description=_("They are two people: split again"), permissions=["merge"])
    def split(self, request: HttpRequest, queryset: QuerySet[SubjectMerge]) -> None:
        """Undo the chosen merges."""
        for trace in queryset.order_by("-pk"):
            try:
                split_subject(trace, actor=actor_for(request.user))
            except DomainError as error:
                messages.error(request, f"{trace.ref}: {error.message}")
            else:
                messages.success(request, _("The two are apart again."))

    def get_urls(self) -> list[URLPattern]:
        """Add the review."""
        review = self.admin_site.admin_view(self.review)
        find = self.admin_site.admin_view(self.find)
        own = [
            path("find/", find, name="accounts_subjectmerge_find"),
            path("review/", review, name="accounts_subjectmerge_review"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Offer to look two people up to whoever may merge them."""
        more = {"may_merge": self.has_merge_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def find(self, request: HttpRequest) -> HttpResponse:
        """Look up two people by reference or address, and go on to the review, which names them by reference only."""
        self._require(request)
        form = FindForm(
            request.POST or None, actor=actor_for(request.user), initial={"into": request.GET.get("into", "")}
        )
        if request.method == "POST" and form.is_valid():
            return redirect(review_address(form.cleaned_data["former"], form.cleaned_data["into"]))
        title = _("Merge two people")
        return self.page(request, "admin/accounts/subjectmerge/find.html", title, {"form": form})

    def _require(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request) or not self.has_merge_permission(request):
            raise PermissionDenied

    def review(self, request: HttpRequest) -> HttpResponse:
        """Show what of each of two people there is and what would move; merge when a reason is given and it is confirmed."""
        self._require(request)
        given = request.POST if request.method == "POST" else request.GET
        former, into = _named(given.get("former")), _named(given.get("into"))
        actor = actor_for(request.user)
        problem: Any = ""
        form = MergeForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            ground = SubjectMerge.Ground(form.cleaned_data["ground"])
            try:
                merge_subjects(former, into=into, ground=ground, actor=actor)
            except DomainError as error:
                problem = error.message
            else:
                messages.success(request, _("The two are one person now."))
                return redirect("admin:accounts_subjectmerge_changelist")
        look_at_merge(former, into=into, actor=actor)
        try:
            check_merge(former, into)
        except CannotMerge as error:
            problem = error.message
        context = {
            "former": former,
            "into": into,
            "problem": problem,
            "form": form,
            "known_by": known_by([former, into]),
            "rows": [(part.name, part.count(former), part.count(into)) for part in parts.values()],
            "other_way": review_address(into, former),
        }
        title = _("Are these two one person?")
        return self.page(request, "admin/accounts/subjectmerge/review.html", title, context)


def _named(text: str | None) -> DataSubject:
    ref = reference_in(text or "")
    if ref is None:
        raise Http404
    return get_object_or_404(DataSubject, ref=ref)
