"""The form of the contact page, and what staff fill in about an enquiry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.regimes.residences import RESIDENCES, residence_said
from dsr.actions.enquiries import answer_enquiry, close_enquiry, make_request
from dsr.forms.asking import ContactForm, RightForm
from dsr.models import Enquiry

TEXT_LENGTH = 5000
PASTED_LENGTH = 50_000
"""Characters of a pasted message with all its headers."""
ABOUT = {
    "question": Enquiry.Kind.QUESTION,
    "complaint": Enquiry.Kind.COMPLAINT,
    "suspicious_mail": Enquiry.Kind.SUSPICIOUS,
}
"""What a link to the contact page can say it is about."""
ROWS = forms.Textarea(attrs={"rows": 5, "cols": 70})


class EnquiryForm(forms.Form):
    """What somebody writes to us."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=[
            (Enquiry.Kind.QUESTION, _("A question")),
            (Enquiry.Kind.COMPLAINT, _("A complaint about how we treat personal data")),
            (Enquiry.Kind.SUSPICIOUS, _("A mail that claims to be from us and looks suspicious")),
        ],
        initial=Enquiry.Kind.QUESTION,
    )
    text = forms.CharField(
        label=_("What do you want to tell us?"),
        help_text=_("In your own words. Leave out passwords and numbers of documents or cards."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=TEXT_LENGTH,
    )
    pasted = forms.CharField(
        label=_("The suspicious message"),
        help_text=_("Only for a suspicious mail: copy all of it, its headers too if you can find them."),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        max_length=PASTED_LENGTH,
        required=False,
    )
    name = ContactForm.base_fields["name"]
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We answer to it and use it for nothing else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Leave out a pasted message that belongs to no report."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") != Enquiry.Kind.SUSPICIOUS:
            cleaned["pasted"] = ""
        return cleaned


class EnquiryDecision(forms.Form):
    """What staff do about an enquiry: its name on the button, what it does, and the action that carries it out."""

    title = ""
    effect = ""

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry = enquiry

    def carry_out(self, actor: Actor) -> None:
        """Call the action. Raise what it raises."""
        raise NotImplementedError


class Answer(EnquiryDecision):
    """Write back."""

    title = _("Answer")
    effect = _(
        "Your words are mailed to whoever wrote. A mail can be read on its way: write nothing personal in it."
    )
    text = forms.CharField(label=_("Your answer"), widget=ROWS, max_length=8000)

    def carry_out(self, actor: Actor) -> None:
        """Answer."""
        answer_enquiry(self.enquiry, actor=actor, text=self.cleaned_data["text"])


class MakeRequest(EnquiryDecision):
    """Treat it as what it is under the law."""

    title = _("Make it a request")
    effect = _(
        "A request is filed with the day this arrived, and this enquiry is closed. Whoever wrote gets a code to "
        "confirm it, or the acknowledgement where no proof may be asked for."
    )
    right = forms.ChoiceField(
        label=_("What do they ask for?"), choices=RightForm.base_fields["right"].choices
    )  # type: ignore[attr-defined]
    residence = forms.ChoiceField(label=_("Where do they live?"), choices=RESIDENCES, required=False)

    def carry_out(self, actor: Actor) -> None:
        """File the request."""
        given = self.cleaned_data
        make_request(
            self.enquiry, actor=actor, right=given["right"], residence=residence_said(given["residence"])
        )


class Close(EnquiryDecision):
    """Nothing more is to be done."""

    title = _("Close")
    effect = _("Nothing is mailed. Answer first if an answer is expected.")

    def carry_out(self, actor: Actor) -> None:
        """Close."""
        close_enquiry(self.enquiry, actor=actor)


DECISIONS: dict[str, type[EnquiryDecision]] = {"answer": Answer, "request": MakeRequest, "close": Close}
