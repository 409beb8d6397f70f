"""Audit, map versions and every other ledger refuse change through Python, the admin and SQL."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin

from accounts.models import AuditEvent, DataSubject
from tests.house import ledgers as rules
from tests.house.source import told


def test_python_refuses(db: None) -> None:
    assert AuditEvent in rules.ledgers()
    assert not told(rules.changeable_in_python(rules.ledgers()))


def test_the_admin_refuses(officer: Any) -> None:
    assert not told(rules.changeable_in_admin(rules.ledgers(), admin.site, officer))


def test_the_database_refuses(db: None) -> None:
    assert not told(rules.changeable_in_sql(m._meta.db_table for m in rules.ledgers()))


def test_an_ordinary_model_is_found(officer: Any) -> None:
    python = list(rules.changeable_in_python([DataSubject]))
    assert len(python) == 7
    assert python[0].startswith("accounts.DataSubject: instance.save() is not refused.")
    site = AdminSite()
    site.register(DataSubject, ModelAdmin)
    staff = list(rules.changeable_in_admin([DataSubject], site, officer))
    assert [line.split(":")[1] for line in staff] == [
        f" the staff admin may {right} it. Return False from has_{right}_permission in django.contrib.admin.options."
        for right in ("add", "change", "delete")
    ]
    sql = list(rules.changeable_in_sql(["accounts_datasubject"]))
    assert sql[0].startswith("accounts_datasubject: the role candor_app may UPDATE it.")
    assert len(sql) == 2
