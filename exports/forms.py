"""What a person types when they correct or check a value."""

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.datamap.vocabulary import StoreMap, TableMap
from accounts.regimes.residences import RESIDENCES, UNSAID, residence_said
from exports.correcting.fields import Entry, name_of
from exports.correcting.typed import LONGEST, BadValue, kind_of, typed
from exports.correcting.words import YES_NO, shown

SHORT = 120
"""Characters up to which a text is asked for on one line."""


class CorrectForm(forms.Form):
    """The right value for one entry, in the kind of field its column asks for."""

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["value"] = _field_for(entry)

    def clean_value(self) -> str:
        """Refuse what does not fit the column, in the column's own words, and what stands there already."""
        value = str(self.cleaned_data["value"])
        try:
            after = typed(self.entry.kind, value)
        except BadValue as error:
            raise forms.ValidationError(str(error.message)) from error
        if shown(self.entry.kind, after) == shown(self.entry.kind, self.entry.value):
            raise forms.ValidationError(
                _("This is what stands there now. Enter the right value, or leave it as it is.")
            )
        return value


def _field_for(entry: Entry) -> forms.Field:
    kind, column = kind_of(entry.kind), entry.kind
    common: dict[str, Any] = {
        "label": _("The right value"),
        "required": not column.nullable,
        "initial": entry.value or "",
        "error_messages": {"required": _("This must not be empty. Enter the right value.")},
    }
    if kind in ("choice", "yes_no"):
        options = [(one, one) for one in column.options] if kind == "choice" else list(YES_NO.items())
        empty = [("", _("Nothing"))] if column.nullable else []
        if kind == "yes_no":
            common["initial"] = shown(column, entry.value) and ("true" if _is_true(entry.value) else "false")
        return forms.ChoiceField(choices=[*options, *empty], widget=forms.RadioSelect, **common)
    hint = "" if not column.nullable else _("Leave it empty if nothing should stand there.")
    attributes = {"autocomplete": "off"}
    widget: forms.Widget
    if kind == "date":
        widget = forms.TextInput(attrs={**attributes, "type": "date"})
    elif kind == "list":
        widget, hint = forms.Textarea(attrs={"rows": 5}), _("One on each line.")
        common |= {"required": False, "initial": shown(column, entry.value)}
    elif kind == "number":
        widget = forms.TextInput(attrs={**attributes, "inputmode": "decimal"})
    elif kind == "text" and (column.length or LONGEST) > SHORT and len(entry.value or "") > SHORT // 2:
        widget = forms.Textarea(attrs={"rows": 5})
    else:
        widget = forms.TextInput(attrs=attributes)
    return forms.CharField(widget=widget, help_text=hint, **common)


def _is_true(value: str | None) -> bool:
    return (value or "").casefold() in ("true", "t", "1")


class ResidenceForm(forms.Form):
    """Where somebody lives."""

    value = forms.ChoiceField(
        label=_("Where do you live?"),
        help_text=_("It decides which law protects you and by when we must answer."),
        choices=RESIDENCES,
        error_messages={"required": _("Choose a place.")},
    )

    def clean_value(self) -> str:
        """Return the code of the place, or nothing where it was not said."""
        return residence_said(self.cleaned_data["value"])


LANGUAGES = sorted(
    (
        (code, str(info["name_local"]).capitalize())
        for code, info in LANG_INFO.items()
        if "name_local" in info
    ),
    key=lambda pair: pair[1],
)
"""Languages by their own names for themselves."""


class LanguageForm(forms.Form):
    """Which language somebody speaks with the company."""

    value = forms.ChoiceField(
        label=_("Which language do you prefer?"),
        help_text=_("Messages come in it as far as we have them in it."),
        choices=[("", _("Choose a language")), *LANGUAGES],
        error_messages={"required": _("Choose a language.")},
    )


def language_label(code: str) -> str:
    """Return a language's own name for itself."""
    return str(LANG_INFO.get(code.lower(), {}).get("name_local", code)).capitalize() if code else ""


OWN: dict[str, type[forms.Form]] = {"residence": ResidenceForm, "language": LanguageForm}
"""What the portal itself knows of a person and they may change at once."""


def own_initial(what: str, value: str) -> str:
    """Return what the form has chosen at first."""
    return value or (UNSAID if what == "residence" else "")


class CheckForm(forms.Form):
    """A value that is not shown, and what its person believes it to be."""

    place = forms.ChoiceField(label=_("What do you want to check?"), widget=forms.RadioSelect)
    value = forms.CharField(
        label=_("The value as you know it"),
        help_text=_("Capital letters, blanks and hyphens make no difference."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter the value you want to check.")},
    )

    def __init__(self, *args: Any, places: list[tuple[StoreMap, TableMap, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["place"].choices = [
            (str(number), _t("%(what)s (%(where)s)") % {"what": name_of(table, column), "where": table.label})
            for number, (_store, table, column) in enumerate(places)
        ]
        if len(places) == 1:
            self.fields["place"].initial = "0"

    def chosen(self) -> dict[str, str]:
        """Return the store, table and column somebody chose."""
        store, table, column = self.places[int(self.cleaned_data["place"])]
        return {"store": store.key, "table": table.table, "column": column}
