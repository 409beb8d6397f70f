"""The forms with which staff say that two entries are one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.merging import look_for_subject
from accounts.actor import Actor
from accounts.identifiers import written_plainly
from accounts.models import DataSubject, SubjectMerge


class FindForm(forms.Form):
    """Ask whom the two entries are of. Looking somebody up leaves a trace under `actor`."""

    into = forms.CharField(
        label=_("Who stays: reference or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"size": 40}),
    )
    former = forms.CharField(
        label=_("Who is merged with them: reference or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"size": 40, "autofocus": True}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_into(self) -> DataSubject:
        """Return who stays."""
        return self._named("into")

    def clean_former(self) -> DataSubject:
        """Return who is merged."""
        return self._named("former")

    def _named(self, field: str) -> DataSubject:
        found = look_for_subject(written_plainly(self.cleaned_data[field]).strip(), actor=self.actor)
        if found is None:
            raise forms.ValidationError(
                _(
                    "This names nobody, or more than one. Write a whole reference, or an address that was proven."
                )
            )
        return found


class MergeForm(forms.Form):
    """Ask why, and once more whether."""

    ground = forms.ChoiceField(label=_("Why"), choices=SubjectMerge.Ground.choices, widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("I have compared both, and they are one person"))
