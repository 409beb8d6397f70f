"""The questions an agent is asked who files for somebody else."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from dsr.forms.asking import DetailsForm
from dsr.models import Agent, Mandate
from exports.documents import Document, type_of

MEGABYTE = 1024 * 1024
OLDEST = 1900


class Page(forms.Form):
    """A page of several questions, with the heading they stand under."""

    heading: str | Promise = ""


class RightForm(forms.Form):
    """What the person wants."""

    right = forms.ChoiceField(
        label=_("What does the person want?"),
        widget=forms.RadioSelect,
        choices=[
            ("opt_out", _("Do not sell or share their data")),
            ("limit", _("Limit how you use sensitive data about them")),
            ("access", _("A copy of what you hold about them")),
            ("erasure", _("Delete what you hold about them")),
            ("rectification", _("Correct something that is wrong")),
        ],
        error_messages={"required": _("Choose what the person wants.")},
    )


class PersonForm(Page):
    """For whom."""

    heading = _("Who is the person?")
    person_name = forms.CharField(
        label=_("The person's name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the person's name.")},
    )
    person_email = forms.EmailField(
        label=_("The person's e-mail address"),
        help_text=_("The one they use with us. We look for their data under it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the address the person uses with us.")},
    )
    california = forms.BooleanField(
        label=_("The person lives in California"),
        error_messages={
            "required": _(
                "Agents can file here for people who live in California. For anybody else, see the page for agents."
            )
        },
    )


class AgentForm(Page):
    """Who files."""

    heading = _("Who are you?")
    agent_kind = forms.ChoiceField(
        label=_("You are"),
        widget=forms.RadioSelect,
        choices=Agent.Kind.choices,
        error_messages={"required": _("Say whether you are a person or a business.")},
    )
    agent_name = forms.CharField(
        label=_("Your name, or that of the business"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Give your name, or that of the business you act for.")},
    )
    agent_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to you about the request at this address."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Give the address at which we can write to you.")},
    )
    own_reference = forms.CharField(
        label=_("Your own reference"),
        help_text=_("A number or name of yours for this case. Only you see it."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MandateForm(Page):
    """On what ground."""

    heading = _("What allows you to ask?")
    mandate_kind = forms.ChoiceField(
        label=_("The document"),
        help_text=_("One is as good as the other; we never ask for a power of attorney."),
        widget=forms.RadioSelect,
        choices=[
            (Mandate.Kind.PERMISSION.value, _("A permission that the person signed")),
            (Mandate.Kind.ATTORNEY.value, _("A power of attorney under Probate Code sections 4121 to 4130")),
        ],
        error_messages={"required": _("Choose which document you have.")},
    )
    signed_on = forms.DateField(
        label=_("When was it signed?"),
        help_text=_("For example 2026-10-27."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Give the day on which the person signed."),
            "invalid": _("Give a day as year, month and day, for example 2026-10-27."),
        },
    )

    def clean_signed_on(self) -> Any:
        """Refuse a day that has not come, and one that is a slip."""
        day = self.cleaned_data["signed_on"]
        if day > today():
            raise forms.ValidationError(
                _("This day has not come yet. Give the day on which the person signed.")
            )
        if day.year < OLDEST:
            raise forms.ValidationError(_("Check the year. Give the day on which the person signed."))
        return day


class DocumentForm(forms.Form):
    """The document itself, with the last look at everything: a file cannot be carried from page to page."""

    document = forms.FileField(
        label=_("The signed document"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={
            "required": _("Choose the file with the signed document."),
            "empty": _("This file is empty. Choose the file with the signed document."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].help_text = _(
            "A PDF, PNG or JPEG file of at most %(limit)d MB. It is kept encrypted, and only the staff who check it can read it."
        ) % {"limit": settings.UPLOAD_MAX_MB}

    def clean_document(self) -> Document:
        """Return the document. Its name and the type it claims are not looked at."""
        upload = self.cleaned_data["document"]
        if upload.size > settings.UPLOAD_MAX_MB * MEGABYTE:
            raise forms.ValidationError(
                _("This file is larger than %(limit)d MB. Make it smaller, for example by scanning in grey.")
                % {"limit": settings.UPLOAD_MAX_MB}
            )
        data = upload.read()
        found = type_of(data)
        if found is None:
            raise forms.ValidationError(
                _(
                    "This is no PDF, PNG or JPEG file, or it is damaged. Save or scan the document again in one of these forms."
                )
            )
        return Document(data, found)


STEPS: dict[str, type[forms.Form]] = {
    "right": RightForm,
    "details": DetailsForm,
    "person": PersonForm,
    "agent": AgentForm,
    "mandate": MandateForm,
}
"""The pages in their order; the document comes with the last look."""


def steps_for(right: str) -> list[str]:
    """Return the pages somebody is asked who files this; only a correction needs a word of explanation."""
    return [name for name in STEPS if name != "details" or right == "rectification"]
