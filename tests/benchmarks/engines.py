"""How fast rows leave MariaDB and SQLite as JSON, against the driver's own plain rows of the same table.

Run with `manage.py test tests/benchmarks/engines.py -n0 -s`; not part of the ordinary run.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections, transaction
from psycopg import sql

from accounts.databases import engine_for
from accounts.databases.engine import Output

ROWS = 300_000
TIMES = 3
TABLE = "CREATE TABLE many (id integer PRIMARY KEY, person integer, amount decimal(10, 2), at datetime, doc json, body varchar(100));"
SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) "
FILL = {
    "maria_db": f"INSERT INTO many {SERIES.format(ROWS)} SELECT i, 1, i / 100, '2020-01-02 03:04:05', concat('{{\"n\": ', i, '}}'), "
    "concat(md5(i), ' ', md5(i + 1)) FROM n",
    "lite_db": f"{SERIES.format(ROWS)} INSERT INTO many SELECT i, 1, i / 100.0, '2020-01-02 03:04:05', '{{\"n\": ' || i || '}}', "
    "hex(randomblob(16)) || ' ' || hex(randomblob(16)) FROM n",
}


def fastest(work: Callable[[], int]) -> float:
    best = float("inf")
    for _ in range(TIMES):
        start = time.perf_counter()
        assert work() == ROWS
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("server", FILL)
def test_rows_leave_fast(server: str, request: Any) -> None:
    company = request.getfixturevalue(server)
    company.build(TABLE)
    if server == "maria_db":
        company.rows(f"SET max_recursive_iterations = {ROWS + 1}")
    company.rows(FILL[server])
    engine = engine_for(connections[company.alias])
    columns = engine.read_schema([engine.default_schema]).columns[engine.default_schema, "many"]
    outputs = [Output(name, sql.Identifier(name), column) for name, column in columns.items()]
    source = sql.SQL("FROM many WHERE person = 1 ORDER BY id")

    def documents() -> int:
        with transaction.atomic(using=company.alias), connections[company.alias].cursor() as cursor:
            return sum(1 for _ in engine.documents(cursor, outputs, source))

    def plain() -> int:
        with transaction.atomic(using=company.alias), connections[company.alias].cursor() as cursor:
            return sum(1 for _ in engine.stream(cursor, sql.SQL("SELECT * {}").format(source)))

    for name, work in (("as JSON", documents), ("as the driver's rows", plain)):
        sys.stdout.write(f"{server:10} {name:22} {ROWS / fastest(work):>10,.0f} rows/s\n")
