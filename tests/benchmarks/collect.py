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
from django.db import connections

from exports.archive import objects
from exports.archive.members import Members
from exports.archive.sealed import seal_stream
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store

ROWS = 300_000
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

    works: dict[str, Callable[[], object]] = {"psql COPY": plain_copy} if shutil.which("psql") else {}
    works["collect.rows"] = lambda: through(sealed=False)
    works["collected, compressed, sealed, stored"] = lambda: through(sealed=True)
    results = fastest(works)
    anchor = results.get("psql COPY")
    for name, seconds in results.items():
        ratio = f"{anchor / seconds:.2f} of psql" if anchor else ""
        sys.stdout.write(f"{name:40} {ROWS / seconds:>10,.0f} rows/s  {ratio}\n")


def plain_copy() -> None:
    """Let psql copy the same rows as JSON to nowhere."""
    there = connections["platform"].settings_dict
    environ = {
        **os.environ,
        "PGHOST": str(there["HOST"]),
        "PGPORT": str(there["PORT"]),
        "PGUSER": str(there["USER"]),
        "PGPASSWORD": str(there["PASSWORD"]),
        "PGDATABASE": str(there["NAME"]),
    }
    statement = 'COPY (SELECT row_to_json(r) FROM (SELECT * FROM "Odd Shop".odd ORDER BY id) r) TO STDOUT'
    subprocess.run(["psql", "-qc", statement], env=environ, stdout=subprocess.DEVNULL, check=True)
