"""The staff admin: who gets in, and what is due."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.reviews import overdue
from accounts.second_factor import signed_in_with_second_factor
from dsr.managers import DUE_SOON
from dsr.models import DataSubjectRequest, Enquiry
from exports.models import Correction

QUEUE = "admin:dsr_datasubjectrequest_changelist"
OWN_PAGES = ("accounts.", "config.", "consent.", "dsr.", "exports.", "django.contrib.auth.admin")
"""Where pages of the staff admin come from. Those of sign-in packages would show secrets, and nobody would know who looked."""


class CandorAdminSite(AdminSite):
    """Django's admin in the portal's colours, for staff who signed in with a second factor."""

    site_header = _("Candor staff")
    site_title = _("Candor staff")
    index_title = _("What is due")
    # Three tables need no second menu, and the queue needs the room.
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Take a page that was written for this portal; pass over every other."""
        if admin_class is not None and admin_class.__module__.startswith(OWN_PAGES):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this is staff who used a second factor in this session."""
        return super().has_permission(request) and signed_in_with_second_factor(request)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send visitors to sign in, staff to use or set up a second factor, and hide from everybody else."""
        onward = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
            onward = reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({REDIRECT_FIELD_NAME: onward})}")
        if not request.user.is_staff or not request.user.is_active:
            raise Http404
        if signed_in_with_second_factor(request):
            # Not `redirect`, which takes what has no slash for the name of a page of ours and fails.
            return HttpResponseRedirect(onward)
        if is_mfa_enabled(request.user):
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({REDIRECT_FIELD_NAME: onward})}")
        messages.warning(
            request,
            _(
                "Staff need a second factor. Set up a passkey or one-time codes here, then sign in again with it."
            ),
        )
        return redirect("mfa_index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send staff to the page where everybody changes a password: it asks again who they are, and alerts them."""
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the start page with what is due."""
        context = {"due": due_for(request), **(extra_context or {})}
        return super().index(request, context)


def due_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits, for staff who may see requests: a count, its words, where to find it, how urgent it is."""
    if not request.user.has_perm("dsr.view_datasubjectrequest"):  # type: ignore[union-attr]
        return []
    requests, day, queue = DataSubjectRequest.objects, today(), reverse(QUEUE)
    late = requests.due_by(day - timedelta(days=1)).count()
    soon = requests.due_by(day + DUE_SOON).count() - late
    groups = [
        (late, _("late"), f"{queue}?pressing=late", "urgent"),
        (soon, _("due within seven days"), f"{queue}?pressing=soon", "warning"),
        (requests.waiting_for_staff().count(), _("waiting for staff"), f"{queue}?pressing=waiting", "info"),
        (requests.with_failed_work().count(), _("with a failed job"), f"{queue}?pressing=failed", "urgent"),
        (requests.live().count(), _("open in all"), f"{queue}?pressing=open", "neutral"),
    ]
    if request.user.has_perm("dsr.view_enquiry"):  # type: ignore[union-attr]
        letters = reverse("admin:dsr_enquiry_changelist")
        groups += [
            (Enquiry.objects.late().count(), _("enquiries late"), f"{letters}?pressing=late", "urgent"),
            (Enquiry.objects.waiting().count(), _("enquiries"), f"{letters}?pressing=waiting", "info"),
        ]
    if request.user.has_perm("exports.view_correction"):  # type: ignore[union-attr]
        corrections = reverse("admin:exports_correction_changelist")
        undone = Correction.objects.undone().count()
        groups.append((undone, _("corrections undone"), f"{corrections}?standing__exact=undone", "urgent"))
    if request.user.has_perm("accounts.view_datamapversion"):  # type: ignore[union-attr]
        registers = reverse("admin:accounts_datamapversion_registers")
        groups.append((len(overdue(current(), day)), _("recipients to review"), registers, "warning"))
    return [{"count": n, "title": title, "url": url, "tone": tone} for n, title, url, tone in groups]
