"""How fast rows leave a store, against psql's own COPY of the same JSON.

Run with `manage.py test tests/benchmarks/collect.py -n0 -s`; not part of the ordinary run.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.db import connections, transaction

from exports.archive import objects
from exports.archive.members import Members
from exports.archive.sealed import seal_stream
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.benchmarks import million

ROWS = 300_000
ODD = 'COPY (SELECT row_to_json(r) FROM (SELECT * FROM "Odd Shop".odd ORDER BY id) r) TO STDOUT'
TIMES = 4


def fastest(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the seconds of the fastest of some runs of each, taken in turns, so that all meet the same machine."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(TIMES):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


@pytest.mark.django_db(transaction=True, databases=["default", "platform"])
def test_rows_leave_fast(shop, transactional_db, person):
    maya = shop.add_user("maya@example.org")
    shop.run(
        "INSERT INTO odd (id, owner, raw, net, tags, doc, at, ratio, nothing) SELECT gen_random_uuid(), token, "
        "NULL, '10.0.0.1', ARRAY['some', 'tags'], jsonb_build_object('n', n, 'text', md5(n::text)), now(), n / 7.0, "
        """md5(n::text) || ' ' || md5((n + 1)::text) FROM "user", generate_series(1, %s) n WHERE "user".id = %s""",
        ROWS,
        maya,
    )
    shop.run("ANALYZE odd")
    store = open_store("shop")
    table, located = store.table("odd"), locate(store, person.subject)

    def through(*, sealed: bool) -> None:
        lines = collect.rows(store, table, located)
        if not sealed:
            assert sum(1 for _ in lines) == ROWS
            return
        stream = seal_stream(os.urandom(32), "1/1", Members().add("rows", lines))
        objects.remove(objects.write("packages/benchmark", stream))

    works: dict[str, Callable[[], object]] = (
        {"psql COPY": lambda: plain_copy(ODD)} if shutil.which("psql") else {}
    )
    works["collect.rows"] = lambda: through(sealed=False)
    works["collected, compressed, sealed, stored"] = lambda: through(sealed=True)
    results = fastest(works)
    anchor = results.get("psql COPY")
    for name, seconds in results.items():
        ratio = f"{anchor / seconds:.2f} of psql" if anchor else ""
        sys.stdout.write(f"{name:40} {ROWS / seconds:>10,.0f} rows/s  {ratio}\n")


@pytest.mark.django_db(transaction=True, databases=["default", "platform"])
def test_a_million_rows_through_a_join(transactional_db):
    fill()
    try:
        works: dict[str, Callable[[], object]] = {
            "psql COPY": lambda: plain_copy(million.SAME.format(customer=1)),
            "collect.rows": lambda: million.collected(1),
        }
        results = fastest(works)
        for name, seconds in results.items():
            took = seconds / results["psql COPY"]
            sys.stdout.write(
                f"{name:40} {million.LINES[1] / seconds:>10,.0f} rows/s  {took:.2f} times psql's time\n"
            )
        for customer, lines in sorted(million.LINES.items(), key=lambda item: item[1]):
            found, most = in_a_process(customer)
            assert found == lines
            sys.stdout.write(f"{lines:>10,} rows: at most {most / 1024:.1f} MiB in the process\n")
        sys.stdout.write(f"load of the machine: {os.getloadavg()[0]:.1f}\n")
    finally:
        with connections["platform"].cursor() as cursor:
            cursor.execute("DROP SCHEMA million CASCADE")


def fill() -> None:
    """Make the lines of three customers, whose rows stand in one table."""
    with connections["platform"].cursor() as cursor:
        with transaction.atomic(using="platform"):
            cursor.execute(million.DDL)
            for customer, lines in million.LINES.items():
                cursor.execute("INSERT INTO customers VALUES (%s)", [customer])
                cursor.execute(million.FILL.format(customer=customer, lines=lines))
            cursor.execute(million.AFTER)
        for table in ("customers", "orders", "lines"):
            cursor.execute(f"VACUUM ANALYZE million.{table}")


def in_a_process(customer: int) -> tuple[int, int]:
    """Let a process of its own collect a customer's lines; return how many there were and its most memory in KiB."""
    there = connections["platform"].settings_dict
    url = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**there)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.million", str(customer)],
        env={**os.environ, "PLATFORM_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found, most = done.stdout.split()
    return int(found), int(most)


def plain_copy(statement: str) -> None:
    """Let psql copy rows as JSON to nowhere."""
    there = connections["platform"].settings_dict
    environ = {
        **os.environ,
        "PGHOST": str(there["HOST"]),
        "PGPORT": str(there["PORT"]),
        "PGUSER": str(there["USER"]),
        "PGPASSWORD": str(there["PASSWORD"]),
        "PGDATABASE": str(there["NAME"]),
    }
    subprocess.run(["psql", "-qc", statement], env=environ, stdout=subprocess.DEVNULL, check=True)
