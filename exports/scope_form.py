"""What somebody chooses of a copy: right, kinds of data, days, forms and size of files. What is not touched is everything."""

from datetime import date
from typing import Any, get_args

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.clock import today
from accounts.datamap.vocabulary import DataMap
from accounts.regimes.days import add_months
from exports.scope import GIGABYTE, Format, Scope, rights_under
from exports.scope_words import FORMS, RIGHTS

OFFERED = get_args(Format)
"""The forms beside the JSON that every copy has, in the order in which they are shown."""
SIZES = (1, 2, 10, 50)
SINCE_2022 = date(2022, 1, 1)
"""From when on California lets people ask for what is older than twelve months (11 CCR 7024(h))."""


class ScopeForm(forms.Form):
    """The choices of a copy. Untouched it is everything, in pages to read, as one file."""

    right = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    categories = forms.MultipleChoiceField(
        label=_("Which kinds of data?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one kind of data.")},
    )
    days = forms.ChoiceField(
        label=_("From which time?"),
        help_text=_("Lists that do not say when an entry was made come whole."),
        widget=forms.RadioSelect,
        initial="all",
        choices=[
            ("all", _("All of it")),
            ("year", _("The last twelve months")),
            ("2022", _("Since 1 January 2022")),
            ("own", _("From and to these days")),
        ],
    )
    since = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    formats = forms.MultipleChoiceField(
        label=_("In which forms, beside JSON?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(key, capfirst(FORMS[key])) for key in OFFERED],
        initial=["html"],
    )
    size = forms.ChoiceField(
        label=_("In one file, or in several?"),
        choices=[("", _("One file"))]
        + [(str(size), _("Files of up to %(size)s GB") % {"size": size}) for size in SIZES],
        required=False,
    )

    def __init__(self, *args: Any, datamap: DataMap, law: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = rights_under(law)
        held = [(key, one.name) for key, one in datamap.categories.items() if one.held]
        self.fields["right"].choices = [(right, RIGHTS[right]) for right in rights]
        self.fields["right"].initial = rights[0]
        if len(rights) == 1:
            self.fields["right"].widget = forms.HiddenInput()
        self.fields["categories"].choices = held
        self.fields["categories"].initial = [key for key, _name in held]
        self.law = law

    def clean(self) -> dict[str, Any]:
        """Refuse own days without a day, and a last day before the first."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if data.get("days") == "own" and not (since or until or self.errors):
            self.add_error("since", _("Give the first day, the last day, or both."))
        elif since and until and until < since:
            self.add_error("until", _("The last day must not be before the first."))
        return data

    def chosen(self) -> Scope:
        """Return what was chosen, or everything where nothing was sent. Call on a valid form or one that is not bound."""
        if not self.is_bound:
            return Scope().under(self.law)
        data = self.cleaned_data
        chosen = tuple(data["categories"])
        since, until = {
            "all": (None, None),
            "year": (add_months(today(), -12), None),
            "2022": (SINCE_2022, None),
            "own": (data["since"], data["until"]),
        }[data["days"]]
        return Scope(
            data["right"],
            () if len(chosen) == len(self.fields["categories"].choices) else chosen,
            since,
            until,
            tuple(data["formats"]),
            int(data["size"]) * GIGABYTE if data["size"] else None,
        )
