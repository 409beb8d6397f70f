"""The databases on other engines that tests can have: their two accounts, and that they come and go."""

from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

SHOP = """
CREATE TABLE customer (id integer PRIMARY KEY, name varchar(50), note varchar(10));
INSERT INTO customer VALUES (1, 'Mäya 🎈', NULL), (2, 'Tom \\', 'x');
"""


@pytest.fixture(params=["maria_db", "lite_db"])
def company(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


def select(alias: str, statement: str) -> Any:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_one_account_reads_and_the_other_changes_rows(company: Any) -> None:
    company.build(SHOP)
    rows = [(1, "Mäya 🎈", None), (2, "Tom \\", "x")]
    assert list(select(company.alias, 'SELECT * FROM "customer" ORDER BY id')) == rows
    with connections[company.alias].cursor() as cursor:
        for refused in (
            "DELETE FROM customer",
            "UPDATE customer SET name = 'x'",
            "CREATE TABLE mine (id integer)",
        ):
            with pytest.raises(DatabaseError, match=r"denied|readonly"):
                cursor.execute(refused)
    with transaction.atomic(using=company.write_alias), connections[company.write_alias].cursor() as cursor:
        cursor.execute("DELETE FROM customer WHERE id = %s", [1])
        assert cursor.rowcount == 1
    assert company.rows("SELECT id FROM customer") == [(2,)]
    assert [row[0] for row in select(company.alias, "SELECT 'a' || 'b' FROM customer")] == ["ab"]


def test_each_test_begins_with_nothing(company: Any) -> None:
    """The test before this one, and this one's other half, built the same table."""
    company.build(SHOP)
    with pytest.raises(DatabaseError), connections[company.write_alias].cursor() as cursor:
        cursor.execute("SELECT * FROM left_over")


def test_a_value_that_does_not_fit_is_refused_and_times_are_universal(maria_db: Any) -> None:
    maria_db.build(
        f'CREATE DATABASE "{maria_db.name}_two";\nCREATE TABLE "{maria_db.name}_two".t (s varchar(2));\n'
    )
    maria_db.build(SHOP)
    with connections["maria_write"].cursor() as cursor:
        with pytest.raises(DatabaseError, match="too long"):
            cursor.execute("UPDATE customer SET note = 'far too long'")
        cursor.execute(f'INSERT INTO "{maria_db.name}_two".t VALUES (%s)', ["\\'"])
    assert select("maria", f'SELECT s FROM "{maria_db.name}_two".t') == (("\\'",),)
    assert select("maria", "SELECT @@session.time_zone, @@tx_isolation") == (("+00:00", "READ-COMMITTED"),)


@pytest.mark.django_db
def test_without_the_fixture_nobody_knows_them() -> None:
    assert set(connections) == {"default", "platform"}
