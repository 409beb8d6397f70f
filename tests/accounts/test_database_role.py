"""The application's database role: ledgers only grow."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from accounts import audit
from accounts.actor import SYSTEM
from accounts.ledger import LedgerIsAppendOnly
from accounts.models import AuditEvent, DataMapVersion
from accounts.roles import ledger_tables


def test_tests_run_as_the_application(db: None) -> None:
    """The suite has the rights of production, not those of the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("candor_app",)


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.promise("P29")
def test_no_statement_changes_a_ledger(db: None, statement: str) -> None:
    """Neither UPDATE nor DELETE nor TRUNCATE is allowed on any ledger."""
    assert {"accounts_auditevent", "accounts_datamapversion"} <= ledger_tables()
    for table in ledger_tables():
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(table))


def test_other_tables_can_be_changed(db: None) -> None:
    """Red companion: the same statement passes on a table that is no ledger."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_datasubject SET id = id")
        assert cursor.rowcount == 0


@pytest.mark.parametrize("model", [AuditEvent, DataMapVersion])
def test_python_refuses_before_the_database(db: None, model: type) -> None:
    """Queryset and instance say clearly that rows are never changed."""
    with pytest.raises(LedgerIsAppendOnly):
        model.objects.update(id=1)
    with pytest.raises(LedgerIsAppendOnly):
        model.objects.all().delete()
    assert apps.get_model(model._meta.label) is model


def test_an_event_is_written_once(db: None) -> None:
    """A recorded event can be neither saved again nor deleted."""
    event = audit.record("accounts:datamap:applied", actor=SYSTEM, version=1)
    with pytest.raises(LedgerIsAppendOnly):
        event.save()
    with pytest.raises(LedgerIsAppendOnly):
        event.delete()
    assert AuditEvent.objects.filter(pk=event.pk).exists()


def test_unregistered_events_and_keys_are_refused(db: None) -> None:
    """A name or key nobody registered is a fault of the program."""
    with pytest.raises(audit.UnknownEvent, match="not registered"):
        audit.record("accounts:nothing:happened", actor=SYSTEM)
    with pytest.raises(audit.UnknownEvent, match="may not carry email"):
        audit.record("accounts:datamap:applied", actor=SYSTEM, email="maya@example.org")
