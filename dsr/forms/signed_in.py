"""What a person who is signed in can ask for in their own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.forms.asking import DETAILS_LENGTH


class CorrectForm(forms.Form):
    """What is wrong and what would be right."""

    details = forms.CharField(
        label=_("What is wrong, and what would be right?"),
        help_text=_("A sentence or two is enough. Leave out passwords and numbers of documents or cards."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=DETAILS_LENGTH,
    )


class ChooseForm(forms.Form):
    """What should not be done with the data."""

    right = forms.ChoiceField(
        label=_("What do you ask for?"),
        widget=forms.RadioSelect,
        choices=[
            ("objection", _("Object to something you do with my data")),
            ("restriction", _("Keep my data, but stop using it for now")),
            ("limit", _("Limit how you use sensitive data about me")),
        ],
    )
    details = forms.CharField(
        label=_("In your own words"),
        help_text=_("For an objection or a stop, say what it is about."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=DETAILS_LENGTH,
        required=False,
    )
