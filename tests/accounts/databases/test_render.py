"""Statements as other servers are told them: names in their quotes, values beside the text or in it."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from psycopg import sql

from accounts.databases import mysql, sqlite
from accounts.databases.postgresql_values import bound
from accounts.databases.render import Among, render


def as_mysql(statement: sql.Composable) -> tuple[str, list[Any]]:
    return render(statement, mysql._quoted, mysql._spelled, lambda one: sql.SQL("?"))


def as_sqlite(statement: sql.Composable) -> tuple[str, list[Any]]:
    text, values = render(statement, sqlite._quoted, sqlite._spelled, lambda one: sql.SQL("?"))
    return text, [sqlite._beside(value) for value in values]


def test_names_stand_in_the_servers_quotes_whatever_is_in_them() -> None:
    name = sql.Identifier("a`b", 'c"d', "100%s")
    assert as_mysql(name) == ('`a``b`.`c"d`.`100%%s`', [])
    assert as_sqlite(name) == ('"a`b"."c""d"."100%%s"', [])


def test_values_keep_their_order_and_percent_signs_are_doubled() -> None:
    statement = sql.SQL("SELECT {} % 2, '50%', {} WHERE {}").format(
        sql.Literal("a'b\\"), sql.Literal(["x", 1, None]), sql.SQL("t = {}").format(sql.Literal("z%"))
    )
    assert as_mysql(statement) == ("SELECT %s %% 2, '50%%', (%s, 1, NULL) WHERE t = %s", ["a'b\\", "x", "z%"])
    assert as_sqlite(statement) == (
        "SELECT %s %% 2, '50%%', (%s, %s, NULL) WHERE t = %s",
        ["a'b\\", "x", 1, "z%"],
    )


@pytest.mark.parametrize(
    ("value", "on_mysql", "on_sqlite"),
    [
        (None, "NULL", "NULL"),
        (True, "1", "1"),
        (False, "0", "0"),
        (-7, "-7", -7),
        (2**64, str(2**64), str(2**64)),
        (Decimal("1.10"), "1.10", "1.10"),
        (b"\x00'\xff", "X'0027ff'", b"\x00'\xff"),
        (uuid.UUID(int=1), f"'{uuid.UUID(int=1)}'", str(uuid.UUID(int=1))),
        (date(2020, 2, 29), date(2020, 2, 29), "2020-02-29"),
        (datetime(2020, 1, 1, 1, tzinfo=timezone(timedelta(hours=2))), "'2019-12-31 23:00:00'", "2020-01-01 01:00:00+02:00"),
        (datetime(2020, 1, 1, tzinfo=UTC), "'2020-01-01 00:00:00'", "2020-01-01 00:00:00+00:00"),
    ],
)  # fmt: skip
def test_every_kind_of_value_has_a_spelling(value: Any, on_mysql: Any, on_sqlite: Any) -> None:
    for (text, values), wanted in (
        (as_mysql(sql.Literal(value)), on_mysql),
        (as_sqlite(sql.Literal(value)), on_sqlite),
    ):
        assert (values[0] if values else text) == wanted


def test_a_placeholder_has_no_value_and_is_refused() -> None:
    with pytest.raises(ValueError, match="carries its values"):
        as_mysql(sql.SQL("SELECT {}").format(sql.Placeholder()))


def test_what_must_be_compared_exactly_is_plain_on_postgresql_and_expanded_elsewhere() -> None:
    one = sql.SQL("SELECT 1 WHERE {}").format(Among(sql.Identifier("id"), ["a", 2]))
    assert one.as_string(None) == "SELECT 1 WHERE \"id\" IN ('a', 2)"
    assert as_mysql(one) == ("SELECT 1 WHERE ?", [])


def test_one_literal_in_two_places_is_one_value_and_two_that_are_alike_are_two() -> None:
    one, other = sql.Literal("x"), sql.Literal("x")
    text, values = bound(sql.SQL("{0} {1} {0} 100%").format(one, other))
    assert (text, values) == ("%(v0)s %(v1)s %(v0)s 100%%", {"v0": "x", "v1": "x"})
    # Literals that are made on the way do not get each other's names.
    text, values = bound(sql.SQL(" ").join(Among(sql.Identifier("c"), [n]) for n in range(50)))
    assert list(values.values()) == [str(n) for n in range(50)]
