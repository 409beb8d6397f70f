"""The form of a new passkey."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext as _


class NewKeyForm(AddWebAuthnForm):
    """django-allauth's form, which checks a key only where one was sent: an empty value would be kept as a broken key."""

    def clean_credential(self) -> dict[str, Any]:
        """Return what the browser says of the key. Raise ValidationError for anything else."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise forms.ValidationError(_("Your browser did not send a key. Try again."))
        return credential
