"""Declare what every installed model is: personal, with its handling, or not personal, with a reason.

Each app says so in its `personal_data.py`, third-party models included; `accounts` declares those of
Django and django-allauth.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.datamap.vocabulary import Erase, Handling, Retain

FieldDetail = Mapping[str, Any]


@dataclass(frozen=True)
class PersonalModel:
    """The declaration of a model that holds personal data. See `personal` for the meaning of each part."""

    model: str
    category: str
    person: tuple[str, ...]
    fields: Mapping[str, FieldDetail]
    withheld: Mapping[str, str]
    erase: Handling
    retain: Retain | None
    files: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    dated: str = ""


personal_models: dict[str, PersonalModel] = {}
not_personal_models: dict[str, str] = {}


def personal(
    model: str,
    *,
    category: str,
    person: str | Iterable[str],
    fields: Iterable[str] | Mapping[str, FieldDetail | None],
    withheld: Mapping[str, str] | None = None,
    erase: Handling,
    retain: Retain | None = None,
    files: Mapping[str, str] | None = None,
    name: str = "",
    dated: str = "",
) -> None:
    """Declare a model, written `app_label.Model`, that holds personal data.

    `person` is a path of field names ending at the DataSubject (`user__subject`), several of them, ""
    for the DataSubject itself, `ref:field` for a UUID equal to the subject's reference, or `@email:field`
    for a field that holds one of the subject's addresses (any kind of identifier). `fields` are
    exported (field names; a mapping may say derived, category, name, visible, mask_others, erase); `withheld`
    are not, each with a reason. `files` names the storage of the files that a field names; they go with the
    row, and are exported unless the field is withheld. `dated` names the field that says when a row came to be. `erase` says what becomes of the rows; `retain` is needed unless they
    are deleted. Raise ValueError when the model is declared already.
    """
    _refuse_second(model)
    details = (
        {f: (d or {}) for f, d in fields.items()} if isinstance(fields, Mapping) else {f: {} for f in fields}
    )
    paths = (person,) if isinstance(person, str) else tuple(person)
    personal_models[model] = PersonalModel(
        model, category, paths, details, withheld or {}, erase, retain, files or {}, name, dated
    )


def not_personal(model: str, *, reason: str) -> None:
    """Declare a model that holds no personal data, and why."""
    _refuse_second(model)
    not_personal_models[model] = reason


def erase(kind: str, value: Any = None) -> Erase:
    """Return a field's handling for use in a declaration: clear, pseudonym, keep, or set with a value."""
    return Erase(kind, value)  # type: ignore[arg-type]


def _refuse_second(model: str) -> None:
    if model in personal_models or model in not_personal_models:
        raise ValueError(f"{model} is declared twice in a personal_data.py. Keep one declaration.")
