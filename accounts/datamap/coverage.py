"""Compare the declarations with what is installed: every model, every column."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from accounts.datamap.declare import not_personal_models, personal_models
from accounts.datamap.errors import DataMapError
from accounts.datamap.reader import real_reason


def problems() -> Iterator[str]:
    """Yield one sentence for each installed model or column that is not placed, and each reason that is none."""
    declared = set(personal_models) | set(not_personal_models)
    installed = {m._meta.label: m for m in installed_models()}
    for label, model in installed.items():
        if label not in declared:
            yield (
                f"{label} is not in the data map. Declare it in its app's personal_data.py: personal(…) with its "
                f"fields, or not_personal(…) with a reason."
            )
        elif label in personal_models:
            yield from _columns(label, model)
    for label in sorted(declared - set(installed)):
        yield f"{label} is declared in a personal_data.py and not installed. Remove the declaration."
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
            yield f"{label}.{field.name} is not placed. Add it to fields, or to withheld with a reason."
    for name in sorted(set(declaration.fields) & set(declaration.withheld)):
        yield f"{label}.{name} is both exported and withheld. Keep one of the two."
