"""Compile model declarations to the same TableMap that YAML compiles to."""

from collections.abc import Iterable
from typing import Any, get_args

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model

from accounts.datamap import vocabulary as v
from accounts.datamap.columns import ColumnRef
from accounts.datamap.declare import PersonalModel, not_personal_models, personal_models
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.tables import with_kept_keys

PORTAL = "portal"
SUBJECT = "accounts.DataSubject"
DETAILS = ("category", "name", "derived", "visible", "mask_others", "erase")
"""What a declaration may say of a field."""


def portal_store() -> v.StoreMap:
    """Return the portal's own database as a store. Raise DataMapError for a declaration that does not fit its model."""
    subject = apps.get_model(SUBJECT)._meta.db_table
    tables = {}
    for declaration in personal_models.values():
        table = _compile(declaration)
        tables[table.table] = table
    not_personal = {_model(label)._meta.db_table: reason for label, reason in not_personal_models.items()}
    people = {subject: v.PersonTable(subject, ("id",), {})}
    return v.StoreMap(PORTAL, "model", "This portal", "default", "public", people, tables, not_personal)


def _compile(declaration: PersonalModel) -> v.TableMap:
    model = _model(declaration.model)
    place = f"personal_data.{declaration.model}"
    fields = [_field_map(declaration, model, name, place) for name in declaration.fields]
    explicit = {_field(model, name, place).column for name, d in declaration.fields.items() if "erase" in d}
    _check_choice(declaration.erase, get_args(v.Handling), "erase", place)
    if declaration.erase != "delete" and declaration.retain is None:
        raise DataMapError(
            f"With erase={declaration.erase} say what stays and why: retain=Retain(…).", place=place
        )
    table = v.TableMap(
        store=PORTAL,
        schema="public",
        table=model._meta.db_table,
        label=declaration.name or str(model._meta.verbose_name_plural).capitalize(),
        category=declaration.category,
        key=(str(model._meta.pk.column),),
        paths=tuple(_path(model, path, place) for path in declaration.person),
        fields=tuple(fields),
        withheld={_field(model, name, place).column: reason for name, reason in declaration.withheld.items()},
        files={_field(model, name, place).column: storage for name, storage in declaration.files.items()},
        erase=declaration.erase,
        retain=declaration.retain,
        dated=_field(model, declaration.dated, place).column if declaration.dated else "",
    )
    return with_kept_keys(table, explicit)


def _field_map(declaration: PersonalModel, model: type[Model], name: str, place: str) -> v.FieldMap:
    detail, field = declaration.fields[name], _field(model, name, place)
    for key in detail:
        _check_choice(key, DETAILS, f"fields.{name}", place)
    erase = detail.get("erase", v.Erase("clear"))
    visible = detail.get("visible", "private")
    _check_choice(erase.kind, get_args(v.EraseKind), f"fields.{name}.erase", place)
    _check_choice(visible, get_args(v.Visibility), f"fields.{name}.visible", place)
    return v.FieldMap(
        field.column,
        detail.get("category", declaration.category),
        str(detail.get("name") or field.verbose_name).capitalize(),
        detail.get("derived", ""),
        visible,
        detail.get("mask_others", False),
        erase,
    )


def _check_choice(word: str, allowed: Iterable[str], part: str, place: str) -> None:
    if word not in allowed:
        raise DataMapError(f"{word} is not possible here. {nearest(word, allowed)}", place=f"{place}.{part}")


def _path(model: type[Model], path: str, place: str) -> v.Path:
    subject = apps.get_model(SUBJECT)
    if path.startswith("ref:"):
        column = _field(model, path.removeprefix("ref:"), place).column
        return v.Path((v.Hop.single(column, subject._meta.db_table, "ref"),))
    if path.startswith("@"):
        kind, _, name = path.removeprefix("@").partition(":")
        if kind not in get_args(v.IdentifierKind):
            problem = f"{kind} is no kind of identifier. {nearest(kind, get_args(v.IdentifierKind))}"
            raise DataMapError(problem, place=place)
        return v.Path((), v.IdentifierEnd(ColumnRef(_field(model, name, place).column), kind))
    hops = []
    here: type[Model] = model
    for name in filter(None, path.split("__")):
        field = _field(here, name, place)
        target: Any = field.related_model
        if target is None:
            raise DataMapError(f"The path {path} stops at {name}, which is no relation.", place=place)
        hops.append(v.Hop.single(field.column, target._meta.db_table, field.target_field.column))
        here = target
    if here is not subject:
        raise DataMapError(
            f'The path "{path}" ends at {here.__name__} and not at the DataSubject.', place=place
        )
    return v.Path(tuple(hops))


def _model(label: str) -> type[Model]:
    try:
        return apps.get_model(label)
    except LookupError as error:
        labels = [m._meta.label for m in apps.get_models(include_auto_created=True)]
        raise DataMapError(
            f"No such model. {nearest(label, labels)}", place=f"personal_data.{label}"
        ) from error


def _field(model: type[Model], name: str, place: str) -> Any:
    names = [f.name for f in model._meta.concrete_fields]
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist as error:
        raise DataMapError(
            f"{model.__name__} has no field {name}. {nearest(name, names)}", place=place
        ) from error
    if not isinstance(field, Field):
        raise DataMapError(f"{name} is not stored in {model.__name__}. {nearest(name, names)}", place=place)
    return field
