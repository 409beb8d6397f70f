"""Forms of the consent app."""

from django import forms
from django.utils.translation import gettext_lazy as _


class GenuineForm(forms.Form):
    """The number of a mail."""

    reference = forms.CharField(
        label=_("Number of the mail"),
        help_text=_(
            "Twelve letters and digits near the end of the mail, such as K7QM-42RD-XW9T. Capitals, blanks and hyphens do not matter."
        ),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
