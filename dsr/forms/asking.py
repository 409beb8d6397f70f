"""The questions of the form without account, one page each."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.regimes.residences import RESIDENCES
from accounts.regimes.rights import FACTS, Right

DETAILS_LENGTH = 2000


class WhoForm(forms.Form):
    """Who is asking."""

    who = forms.ChoiceField(
        label=_("Who is asking?"),
        widget=forms.RadioSelect,
        choices=[
            ("self", _("I ask for myself and have no account, or cannot get into it")),
            ("account", _("I ask for myself and have an account")),
            ("other", _("I ask for somebody else")),
        ],
    )


class RightForm(forms.Form):
    """What they want."""

    right = forms.ChoiceField(
        label=_("What do you want?"),
        widget=forms.RadioSelect,
        choices=[
            ("access", _("A copy of what you hold about me")),
            ("portability", _("A copy of what I gave you, to take elsewhere")),
            ("erasure", _("Delete what you hold about me")),
            ("rectification", _("Correct something that is wrong")),
            ("restriction", _("Keep my data, but stop using it for now")),
            ("objection", _("Object to something you do with my data")),
            ("opt_out", _("Do not sell or share my data")),
            ("limit", _("Limit how you use sensitive data about me")),
        ],
    )


class DetailsForm(forms.Form):
    """What it is about, where a word is needed."""

    details = forms.CharField(
        label=_("What is it about?"),
        help_text=_(
            "A sentence or two in your own words. Leave out passwords and numbers of documents or cards."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=DETAILS_LENGTH,
    )


class ResidenceForm(forms.Form):
    """Where they live."""

    residence = forms.ChoiceField(
        label=_("Where do you live?"),
        help_text=_("It decides which law protects you and by when we must answer."),
        choices=RESIDENCES,
    )


class ContactForm(forms.Form):
    """How to reach them."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("How we may address you."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "The one you use with us. We look for data under this address and send our answer to it."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Enter the code we sent you"),
        help_text=_("Eight letters and digits. It works once, for 30 minutes."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class TrackForm(forms.Form):
    """What opens a request's page without signing in."""

    reference = forms.CharField(
        label=_("Reference"), max_length=30, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    secret = forms.CharField(
        label=_("Tracker secret"),
        help_text=_("Both stand in the mail in which we confirmed your request."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


STEPS: dict[str, type[forms.Form]] = {
    "who": WhoForm,
    "right": RightForm,
    "details": DetailsForm,
    "residence": ResidenceForm,
    "contact": ContactForm,
}
"""The pages in their order."""


def steps_for(right: str) -> list[str]:
    """Return the pages somebody who wants this is asked; what staff do by hand needs a word of explanation."""
    asks_details = right in {"rectification", "restriction", "objection"}
    return [name for name in STEPS if name != "details" or asks_details]


def needs_code(right: str) -> bool:
    """Return whether a mailbox is proved first; asking for that before an opt-out is forbidden (11 CCR 7060(b))."""
    return FACTS[Right(right)].verified
