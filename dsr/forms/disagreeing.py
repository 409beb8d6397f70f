"""What somebody says against a correction that was refused."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exports.models import Disagreement


class StatementForm(forms.Form):
    """The statement, in the person's own words."""

    statement = forms.CharField(
        label=_("What is right, in your words"),
        help_text=_("At most 250 words."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=Disagreement.LONGEST,
        error_messages={"required": _("Write at least one word and at most 250.")},
    )
