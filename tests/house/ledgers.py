"""Ledger rows are never changed, whichever way one tries."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.db import connection
from django.db.models import Model
from django.test import RequestFactory

from accounts.ledger import LedgerIsAppendOnly, LedgerModel

FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")


def ledgers() -> list[type[Model]]:
    """Return every installed ledger."""
    return [m for m in apps.get_models() if issubclass(m, LedgerModel)]


def changeable_in_python(models: Iterable[type[Model]]) -> Iterator[str]:
    """Yield each way in which an instance or queryset of the model would go to the database with a change."""
    for model in models:
        row = model()
        row._state.adding = False
        rows = model._default_manager.all()
        field = model._meta.pk.name
        ways: dict[str, Callable[[], Any]] = {
            "instance.save()": row.save,
            "instance.delete()": row.delete,
            "queryset.update()": lambda rows=rows, field=field: rows.none().update(**{field: 1}),
            "queryset.delete()": lambda rows=rows: rows.none().delete(),
            "queryset.bulk_update()": lambda rows=rows, row=row, model=model: rows.bulk_update(
                [row], [_plain(model)]
            ),
            "queryset.update_or_create()": lambda rows=rows: rows.update_or_create(pk=0, defaults={}),
            "queryset.bulk_create(update_conflicts=True)": lambda rows=rows, model=model: rows.bulk_create(
                [model()], update_conflicts=True, update_fields=[_plain(model)], unique_fields=["pk"]
            ),
        }
        for way, attempt in ways.items():
            if not _refuses(attempt):
                yield f"{model._meta.label}: {way} is not refused. Derive it from accounts.ledger.LedgerModel and its queryset from LedgerQuerySet."


def changeable_in_admin(models: Iterable[type[Model]], site: AdminSite, staff: Any) -> Iterator[str]:
    """Yield each right the staff admin would give over the model, even to somebody with every permission."""
    request = RequestFactory().get("/")
    request.user = staff
    for model in models:
        admin = site._registry.get(model)
        if admin is None:
            continue
        for right in ("add", "change", "delete"):
            if getattr(admin, f"has_{right}_permission")(request):
                yield f"{model._meta.label}: the staff admin may {right} it. Return False from has_{right}_permission in {type(admin).__module__}."


def changeable_in_sql(tables: Iterable[str], role: str = "") -> Iterator[str]:
    """Yield each right to change the table that the application's database role has."""
    role = role or settings.APPLICATION_ROLE
    with connection.cursor() as cursor:
        for table in tables:
            for right in FORBIDDEN:
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
                if cursor.fetchone()[0]:
                    yield f"{table}: the role {role} may {right} it. See accounts/roles.py, which takes this right from ledgers after each migration."


def _refuses(attempt: Callable[[], Any]) -> bool:
    try:
        attempt()
    except LedgerIsAppendOnly:
        return True
    except Exception:  # noqa: BLE001  (any other error means that the attempt was not refused by rule)
        return False
    return False


def _plain(model: type[Model]) -> str:
    return next(f.name for f in model._meta.concrete_fields if not f.primary_key and not f.is_relation)
