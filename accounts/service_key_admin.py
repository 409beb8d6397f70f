"""Service keys in the staff admin: issue one, see its token once, take it back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actions.service_keys import REVOKE, NameTaken, issue_service_key, revoke_service_key
from accounts.actor import actor_for
from accounts.clock import today
from accounts.look_only import LookOnly
from accounts.models import ServiceKey
from accounts.service_keys import read_network


class KeyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a new key may do, from where and until when."""

    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=ServiceKey.Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ServiceKey
        fields = ("name", "scopes", "networks", "expires_on")

    def clean_name(self) -> str:
        """Return the name, which no usable or expired key may have."""
        name = str(self.cleaned_data["name"])
        if ServiceKey.objects.filter(name=name, revoked_at__isnull=True).exists():
            raise forms.ValidationError(NameTaken.message)
        return name

    def clean_networks(self) -> list[str]:
        """Return the networks as they are written."""
        try:
            return [read_network(network) for network in self.cleaned_data["networks"]]
        except ValueError as error:
            raise forms.ValidationError(
                _("Write networks as 10.1.0.0/16 or 2001:db8::/32, separated by commas.")
            ) from error

    def clean_expires_on(self) -> Any:
        """Return the last day, which must not be over."""
        day = self.cleaned_data["expires_on"]
        if day is not None and day < today():
            raise forms.ValidationError(_("This day is over."))
        return day


class StateFilter(admin.SimpleListFilter):
    """Whether a key still opens anything."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two states."""
        return [("usable", _("usable")), ("over", _("revoked or expired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ServiceKey]) -> QuerySet[ServiceKey]:
        """Return the keys in the chosen state."""
        over = queryset.filter(revoked_at__isnull=False) | queryset.filter(expires_on__lt=today())
        if self.value() == "over":
            return over
        return queryset.exclude(pk__in=over.values("pk")) if self.value() == "usable" else queryset


@admin.register(ServiceKey)
class ServiceKeyAdmin(LookOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Which systems of the company may call the bulk API, and what each of them may do there."""

    form = KeyForm
    list_display = ("name", "may", "state", "created_at", "last_used_on", "expires_on", "ref")
    list_filter = (StateFilter,)
    ordering = ("-pk",)
    actions = ("revoke",)
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether the role issues keys."""
        return admin.ModelAdmin.has_add_permission(self, request)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Return whether the role takes keys back."""
        return request.user.has_perm(REVOKE)  # type: ignore[union-attr]

    def get_fields(self, request: HttpRequest, obj: ServiceKey | None = None) -> tuple[str, ...]:
        """Return what is asked for a new key, or what is known of one."""
        if obj is None:
            return ("name", "scopes", "networks", "expires_on")
        return ("name", "may", "networks", "state", "expires_on", "created_at", "last_used_on", "revoked_at", "ref")  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: ServiceKey | None = None) -> tuple[str, ...]:
        """Return everything once the key exists."""
        return self.get_fields(request, obj) if obj else ()  # type: ignore[return-value]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask for a new key, with one button: what comes next is the token."""
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_button})

    def save_model(self, request: HttpRequest, obj: ServiceKey, form: ModelForm, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001
        """Hand the wish to the action, and keep the token for the one page that shows it."""
        key, token = issue_service_key(actor=actor_for(request.user), **form.cleaned_data)
        obj.pk, obj.ref = key.pk, key.ref
        request.issued_token = token  # type: ignore[attr-defined]

    def response_add(
        self, request: HttpRequest, obj: ServiceKey, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the token, this once."""
        token = request.issued_token  # type: ignore[attr-defined]
        page = self.page(
            request, "admin/accounts/servicekey/issued.html", obj.name, {"key": obj, "token": token}
        )
        page["Cache-Control"] = "private, no-store"
        return page

    @admin.display(description=_("may"))
    def may(self, key: ServiceKey) -> str:
        """Return what it may do, in words."""
        return ", ".join(str(ServiceKey.Scope(scope).label) for scope in key.scopes)

    @admin.display(description=_("state"))
    def state(self, key: ServiceKey) -> Any:
        """Return whether it still opens anything."""
        if key.revoked_at is not None:
            return _("revoked")
        return _("usable") if key.usable() else _("expired")

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ServiceKey]) -> None:
        """End the chosen keys at once."""
        for key in queryset:
            revoke_service_key(key, actor=actor_for(request.user))
        said = ngettext(
            "%(n)d key opens nothing any more.", "%(n)d keys open nothing any more.", len(queryset)
        )
        messages.success(request, said % {"n": len(queryset)})
