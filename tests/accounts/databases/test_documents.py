"""Rows of MariaDB and SQLite as JSON: every type exact, whatever stands in the columns, and memory that does not grow."""

import json
import os
import tracemalloc
from typing import Any

import pytest
from django.db import InterfaceError, connections, transaction
from psycopg import sql

from accounts.databases import engine_for
from accounts.databases.engine import Output

MARIA = r"""
CREATE TABLE odd (id int(5) ZEROFILL PRIMARY KEY, yes boolean, number tinyint(1), exact decimal(40, 10), whole bigint unsigned,
    f float, d double, y year, bit1 bit(1), bits bit(64), mood enum('glad','sad'), moods set('a','b'), raw blob, fixed binary(4),
    doc json, words longtext, day date, at datetime(6), moment timestamp NULL, len time(3), small varchar(20) CHARACTER SET latin1,
    spot point, token uuid, net inet6, nothing varchar(5));
INSERT INTO odd VALUES (12, TRUE, 7, 123456789012345678901234567890.0123456789, 18446744073709551615, 0.5, 0.1, 2000, b'1',
    b'1000000000000000000000000000000000000000000000000000000000000001', 'glad', 'a,b', x'00ff', x'0001',
    '{"n" : 1234567890123456789012.50, "e": "\u00e9\"", "list": [1, null],
    "o": {}}', 'é 🎈 "\ ', '2020-02-29', '2020-01-01 00:00:00.12', '2020-01-01 00:00:00', '-838:59:59', 'é€', point(1, 2),
    '123e4567-e89b-12d3-a456-426614174000', '::1', NULL),
    (13, FALSE, 0, -0.5, 0, NULL, 1e308, NULL, b'0', NULL, NULL, '', '', '', 'null', '', '0000-00-00', '0000-00-00 00:00:00', NULL, NULL,
    '', NULL, NULL, NULL, NULL);
"""


def documents(alias: str, table: str) -> list[dict[str, Any]]:
    """Return all rows, numbers as they are written."""
    return [json.loads(line, parse_float=str, parse_int=str) for line in lines(alias, table)]


def lines(alias: str, table: str, where: str = "") -> list[bytes]:
    engine = engine_for(connections[alias])
    columns = engine.read_schema([engine.default_schema]).columns[engine.default_schema, table]
    outputs = [Output(name, sql.Identifier(name), column) for name, column in columns.items()]
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor, engine.faults():
        source = sql.SQL("FROM {} {}").format(sql.Identifier(table), sql.SQL(where))
        return list(engine.documents(cursor, outputs, source))


def test_every_type_of_mariadb(maria_db: Any) -> None:
    maria_db.build(MARIA)
    for code in (0, 1, 9, 10, 13, 31, 127):
        maria_db.rows("UPDATE odd SET words = concat(words, char(%s using utf8mb4))", [code])
    one, two = documents("maria", "odd")
    assert one == {
        "id": "12", "yes": True, "number": "7", "exact": "123456789012345678901234567890.0123456789",
        "whole": "18446744073709551615", "f": "0.5", "d": "0.1", "y": "2000", "bit1": True, "bits": "9223372036854775809",
        "mood": "glad", "moods": "a,b", "raw": "\\x00ff", "fixed": "\\x00010000",
        "doc": {"n": "1234567890123456789012.50", "e": 'é"', "list": ["1", None], "o": {}},
        "words": 'é 🎈 "\\ \0\x01\t\n\r\x1f\x7f', "day": "2020-02-29", "at": "2020-01-01T00:00:00.120000",
        "moment": "2020-01-01T00:00:00+00:00", "len": "-838:59:59.000", "small": "é€", "spot": "POINT(1 2)",
        "token": "123e4567-e89b-12d3-a456-426614174000", "net": "::1", "nothing": None,
    }  # fmt: skip
    assert list(one) == list(two)
    assert {k: v for k, v in two.items() if v is not None} == {
        "id": "13", "yes": False, "number": False, "exact": "-0.5000000000", "whole": "0", "d": "1e308", "bit1": False, "moods": "",
        "raw": "\\x", "fixed": "\\x00000000", "words": "\0\x01\t\n\r\x1f\x7f", "day": "0000-00-00",
        "at": "0000-00-00T00:00:00.000000", "small": "",
    }  # fmt: skip


def test_every_type_of_sqlite_and_what_does_not_fit_it(lite_db: Any) -> None:
    lite_db.build(
        'CREATE TABLE odd (id INTEGER PRIMARY KEY, n int, t text, b blob, r real, yes boolean, doc json, at datetime, "day" date, loose, '
        'amount decimal(10, 2), named "weird type");'
    )
    insert = f"INSERT INTO odd VALUES ({', '.join('?' * 12)})"
    lite_db.rows(insert, [1, 2**63 - 1, 'é 🎈 "\\\n\t\x01', b"\x00\xff", 0.1 + 0.2, 1, '{"n": 1.10, "l": [1,\n null]}',
                          "2020-01-01 01:02:03.5", "2020-02-29", None, 10.5, "x"])  # fmt: skip
    lite_db.rows(
        insert,
        [
            2,
            "no number",
            b"\xff\x00",
            "text",
            float("inf"),
            0,
            "{no document",
            "soon",
            20200229,
            7,
            "1.10",
            b"",
        ],
    )
    lite_db.rows(
        insert, [3, 1.5, 12, 3, 4, "maybe", None, "2020-01-01T01:02:03Z", None, float("-inf"), 3, 1e300]
    )
    lite_db.rows("INSERT INTO odd (id, t) VALUES (4, CAST(x'c328ff' AS TEXT))")
    lite_db.rows("INSERT INTO odd (id, t) VALUES (5, CAST(x'6100' AS TEXT))")
    one, two, three, four, five = documents("lite", "odd")
    assert one == {
        "id": "1", "n": str(2**63 - 1), "t": 'é 🎈 "\\\n\t\x01', "b": "\\x00ff", "r": "0.30000000000000004", "yes": True,
        "doc": {"n": "1.10", "l": ["1", None]}, "at": "2020-01-01T01:02:03.5", "day": "2020-02-29", "loose": None, "amount": "10.5",
        "named": "x",
    }  # fmt: skip
    assert two == {
        "id": "2", "n": "no number", "t": "\\xff00", "b": "text", "r": "Infinity", "yes": False, "doc": "{no document", "at": "soon",
        "day": "20200229", "loose": "7", "amount": "1.1", "named": "\\x",
    }  # fmt: skip
    assert three == {
        "id": "3", "n": "1.5", "t": "12", "b": "3", "r": "4.0", "yes": "maybe", "doc": None, "at": "2020-01-01T01:02:03Z", "day": None,
        "loose": "-Infinity", "amount": "3", "named": "1.0e+300",
    }  # fmt: skip
    assert four["t"] == "\ufffd(\ufffd"
    assert five["t"] == "a\0"


def test_a_table_may_have_more_columns_than_a_function_takes(lite_db: Any, maria_db: Any) -> None:
    names = [f"c{n}" for n in range(200)]
    for company in (lite_db, maria_db):
        company.build(f"CREATE TABLE broad ({', '.join(f'{name} int' for name in names)});")
        company.rows(f"INSERT INTO broad VALUES ({', '.join(map(str, range(200)))})")
        assert documents(company.alias, "broad") == [{name: str(n) for n, name in enumerate(names)}]


SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "


@pytest.fixture(params=["maria_db", "lite_db"])
def many(request: Any) -> Any:
    """Return a database with thirty thousand rows of a hundred letters."""
    company = request.getfixturevalue(request.param)
    company.build("CREATE TABLE many (id integer PRIMARY KEY, body varchar(100));")
    if request.param == "maria_db":
        company.rows("SET max_recursive_iterations = 100000")
        company.rows(f"INSERT INTO many {SERIES.format(30000)} SELECT i, repeat('x', 100) FROM n")
    else:
        company.rows(f"{SERIES.format(30000)} INSERT INTO many SELECT i, printf('%.100c', 'x') FROM n")
    return company


def test_memory_does_not_grow_with_the_rows(many: Any) -> None:
    engine = engine_for(connections[many.alias])
    outputs = [Output("body", sql.Identifier("body"), None)]
    with transaction.atomic(using=many.alias), connections[many.alias].cursor() as cursor:
        tracemalloc.start()
        try:
            length = sum(map(len, engine.documents(cursor, outputs, sql.SQL("FROM many"))))
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert length > 30_000 * 100
    assert most < 1024 * 1024


def test_a_stream_that_is_left_early_is_put_away(many: Any) -> None:
    engine = engine_for(connections[many.alias])
    with transaction.atomic(using=many.alias), connections[many.alias].cursor() as cursor:
        stream = engine.stream(cursor, sql.SQL("SELECT id FROM many ORDER BY id"))
        assert next(stream) == (1,)
        stream.close()
        engine.execute(cursor, sql.SQL("SELECT count(*) FROM many"))
        assert cursor.fetchall() in ([(30_000,)], ((30_000,),))


def test_rows_are_not_lost_in_silence_when_something_else_runs_meanwhile(maria_db: Any) -> None:
    """The connection can do one thing at a time; whoever asks for another while rows come is told."""
    maria_db.build("CREATE TABLE many (id integer PRIMARY KEY);")
    maria_db.rows("SET max_recursive_iterations = 100000")
    maria_db.rows(f"INSERT INTO many {SERIES.format(3000)} SELECT i FROM n")
    engine = engine_for(connections["maria"])
    with transaction.atomic(using="maria"), connections["maria"].cursor() as cursor:
        stream = engine.stream(cursor, sql.SQL("SELECT id FROM many ORDER BY id"))
        assert next(stream) == (1,)
        with pytest.warns(UserWarning, match="left incomplete"):
            engine.execute(cursor, sql.SQL("SELECT 1"))
        with pytest.raises(InterfaceError):
            list(stream)


def test_a_server_that_goes_is_an_outage_and_a_refusal_is_none(maria_db: Any, lite_db: Any) -> None:
    from django.db import OperationalError

    for alias in ("maria", "lite"):
        engine = engine_for(connections[alias])
        with (
            pytest.raises(OperationalError if alias == "lite" else Exception) as error,
            connections[alias].cursor() as cursor,
        ):
            engine.execute(cursor, sql.SQL("SELECT nobody FROM (SELECT 1 AS a) one"))
        assert engine.refused(error.value)
    maria, lite = (engine_for(connections[alias]) for alias in ("maria", "lite"))
    assert not maria.refused(OperationalError(2013, "Lost connection to MySQL server during query"))
    assert not maria.refused(
        OperationalError(1213, "Deadlock found when trying to get lock; try restarting transaction")
    )
    assert not lite.refused(OperationalError("database is locked"))
    assert not lite.refused(OperationalError("unable to open database file"))


def test_sqlite_may_not_write_where_the_system_does_not_let_it(lite_db: Any) -> None:
    writes = engine_for(connections["lite_write"])
    assert writes.may("DELETE", "main", "person")
    if os.geteuid() == 0:
        return
    lite_db.file.chmod(0o444)
    assert not writes.may("DELETE", "main", "person")
