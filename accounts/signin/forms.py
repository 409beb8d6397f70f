"""The forms of django-allauth that a person sees, in the portal's words: labels alone say what belongs where."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "oldpassword": _("Password now"),
    "password1": _("New password"),
    "password2": _("New password again"),
}


class InOurWords:
    """Give a form's fields the portal's labels, and take out texts that vanish while one types."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(InOurWords, forms.LoginForm):
    """Ask for address and password."""


class ForgottenPasswordForm(InOurWords, forms.ResetPasswordForm):
    """Ask for the address a code is sent to."""


class NewAddressForm(InOurWords, forms.AddEmailForm):
    """Ask for the address to sign in with from now on."""


class ChangePasswordForm(InOurWords, forms.ChangePasswordForm):
    """Ask for the password now and the next."""


class SetPasswordForm(InOurWords, forms.SetPasswordForm):
    """Ask somebody without a password for one."""


class ResetPasswordForm(InOurWords, forms.ResetPasswordKeyForm):
    """Ask for a new password after the mailed code."""
