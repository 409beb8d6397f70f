"""Compare the declarations with what is installed: every model, every column."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from accounts.datamap.declare import not_personal_models, personal_models
from accounts.datamap.errors import DataMapError
from accounts.datamap.reader import real_reason
from accounts.datamap.where import file_of_model


def problems() -> Iterator[str]:
    """Yield one sentence for each installed model or column that is not placed, and each reason that is none."""
    declared = set(personal_models) | set(not_personal_models)
    installed = {m._meta.label: m for m in installed_models()}
    for label, model in installed.items():
        if label not in declared:
            yield (
                f"{label} is not in the data map. Edit {file_of_model(label)}: add "
                f'`personal("{label}", category=…, person=…, fields={[f.name for f in model._meta.concrete_fields]}, '
                f'erase="delete")`, or `not_personal("{label}", reason="…")`.'
            )
        elif label in personal_models:
            yield from _columns(label, model)
    for label in sorted(declared - set(installed)):
        yield f"{label} is declared in {file_of_model(label)} and not installed. Remove the declaration."
    reasons = [(label, reason) for label, reason in not_personal_models.items()]
    reasons += [(f"{m}.{f}", r) for m, d in personal_models.items() for f, r in d.withheld.items()]
    reasons += [(f"{m}.retain", d.retain.reason) for m, d in personal_models.items() if d.retain]
    for place, reason in reasons:
        try:
            real_reason(reason, DataMapError)
        except DataMapError as error:
            yield f"{place}: {error}"


def installed_models() -> list[type[Model]]:
    """Return every installed model that has a table of its own, auto-created many-to-many tables included."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def _columns(label: str, model: type[Model]) -> Iterator[str]:
    declaration = personal_models[label]
    placed = set(declaration.fields) | set(declaration.withheld)
    for field in model._meta.concrete_fields:
        if field.name not in placed:
            yield (
                f'{label}.{field.name} is not placed. Edit {file_of_model(label)}, personal("{label}"): add '
                f'`"{field.name}"` to its fields, or `"{field.name}": "Why nobody gets it."` to withheld.'
            )
    for name in sorted(set(declaration.fields) & set(declaration.withheld)):
        yield f"{label}.{name} is both exported and withheld. Keep one of the two."
