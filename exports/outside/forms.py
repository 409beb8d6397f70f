"""What the owner of a manual store types or chooses."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from exports.outside.answers import File
from exports.outside.file_types import type_of

MEGABYTE = 1024 * 1024


class OwnerCodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Eight letters and digits. Blanks, hyphens and small letters make no difference."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code from the mail.")},
    )


class NoteForm(forms.Form):
    """What was done, in a sentence."""

    note = forms.CharField(
        label=_("What you did"),
        help_text=_("A sentence is enough. It is kept with the request; the person does not see it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence what you did.")},
    )


class RefusalForm(NoteForm):
    """Why it cannot be done."""

    note = forms.CharField(
        label=_("Why it cannot be done"),
        help_text=_("Staff read it and decide what happens next."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it cannot be done.")},
    )


class FileForm(forms.Form):
    """One file of the answer."""

    file = forms.FileField(
        label=_("A file with what you found"),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "CSV, JSON, plain text, XLSX, PDF, PNG or JPEG, at most %(size)s MB. Its content decides what it is, not its name."
        ) % {"size": settings.UPLOAD_MAX_MB}

    def clean_file(self) -> File:
        """Return the file once its content shows what it is."""
        upload = self.cleaned_data["file"]
        if upload.size > settings.UPLOAD_MAX_MB * MEGABYTE:
            raise forms.ValidationError(
                _("This file is too large: it may have %(size)s MB.") % {"size": settings.UPLOAD_MAX_MB}
            )
        data = upload.read()
        kind = type_of(data)
        if kind is None:
            raise forms.ValidationError(
                _("This is no CSV, JSON, text, XLSX, PDF, PNG or JPEG file, or it is damaged.")
            )
        return File(data, kind, upload.name)
