"""The forms of sign-in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import written_plainly


class AddressForm(forms.Form):
    """Ask for the address a code is sent to."""

    email = forms.EmailField(
        label=_("What is your e-mail address?"),
        help_text=_("We will send a code there. It works whether you already have an account or not."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def clean_email(self) -> str:
        """Return the address as it is looked up, so that the code goes to nobody else."""
        return written_plainly(self.cleaned_data["email"])


class CodeForm(forms.Form):
    """Ask for the code that was mailed."""

    code = forms.CharField(
        label=_("Which code did we send you?"),
        max_length=32,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )
