"""The staff's view of staff accounts. People's accounts are not listed: nobody needs to browse them."""

from typing import Any

from allauth.account import admin as account_admin  # noqa: F401  (registers what is taken off below)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.socialaccount import admin as social_admin  # noqa: F401
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions import admin as sessions_admin  # noqa: F401
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import (  # noqa: F401  (registers their pages)
    audit_admin,
    disclosure_admin,
    merge_admin,
    registers_admin,
    roster_admin,
    service_key_admin,
)
from accounts.actions.staff import change_staff_access, open_staff_account
from accounts.actor import actor_for
from accounts.ending import end_sessions
from accounts.models import User

for model in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    # Tokens, secrets and addresses of people are nothing to browse.
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]
    """Refuse an address that belongs to a person, before anything is saved."""

    class Meta:
        model = User
        fields = ("email", "is_active", "groups")

    def clean_email(self) -> str:
        """Return the address if staff may have it."""
        address = str(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=address, subject__isnull=False).exists():
            raise forms.ValidationError(
                _("This address belongs to a person. Use another one for staff work.")
            )
        return address


@admin.register(User)
class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who may enter the staff pages, with which roles, and whether a second factor is set up."""

    form = StaffForm
    list_display = ("email", "roles", "is_active", "second_factor", "last_login")
    list_filter = ("is_active", "groups")
    search_fields = ("email",)
    filter_horizontal = ("groups",)
    actions = ("sign_out_everywhere",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return staff only."""
        keys = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        staff = User.objects.filter(is_staff=True).annotate(has_second_factor=Exists(keys))
        return staff.prefetch_related("groups").order_by("email")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Return the address once the account exists: its holder changes it."""
        return ("email",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Return what can be set."""
        return ("email", "is_active", "groups") if obj else ("email", "groups")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Return False: an account that acted stays, and is switched off."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001
        """Hand the change to the action."""
        roles = list(form.cleaned_data["groups"])
        actor = actor_for(request.user)
        if change:
            change_staff_access(obj, active=form.cleaned_data["is_active"], roles=roles, actor=actor)
        else:
            obj.pk = open_staff_account(obj.email, roles=roles, actor=actor).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Do nothing: the action has set the roles."""

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """Return the names of the roles."""
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(boolean=True, description=_("second factor"))
    def second_factor(self, user: User) -> bool:
        """Return whether one is set up."""
        return bool(user.has_second_factor)  # type: ignore[attr-defined]

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """End every session of the chosen staff."""
        for user in queryset:
            end_sessions(user, actor=actor_for(request.user))
