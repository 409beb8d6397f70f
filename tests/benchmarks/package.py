"""How fast a copy is ready, from the approval to the signed package, made by real workers.

Run with `manage.py test tests/benchmarks/package.py -n0 -s`; not part of the ordinary run. The ratios are to psql's own
COPY of the same rows as JSON in the same run, so that a busy machine slows both.
"""

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from accounts.actor import SYSTEM
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier
from exports.actions.packages import request_package
from exports.models import ExportPackage
from exports.scope import Format, Scope
from tests.benchmarks import million
from tests.benchmarks.collect import fill, plain_copy
from tests.benchmarks.roster import MAP as ROSTER
from tests.people import add_identifier
from tests.real_worker import Workers, workers

TABLES = [f"kind{number}" for number in range(10)]
ROWS = 20
"""Rows of one person in each of the ten tables."""
PEOPLE = 120
TIMES = 3
TYPICAL = "\n".join(
    f"      {name}: {{category: profile, person: owner > member.id, erase: delete, fields: {{id: , owner: , words: , amount: , at: , doc: }}}}"
    for name in TABLES
)


def data_map() -> str:
    """Return the map of both stores: a million lines, and ten tables with few rows each."""
    head = ROSTER.partition("stores:")[0]
    large = "\n".join(
        "    " + line for line in million.STORE.replace("category: c,", "category: profile,").splitlines()
    )
    return f"""{head}stores:
  million:{large}
  typical:
    kind: sql
    name: What people usually have
    database: platform
    schema: typical
    people: {{member: {{key: id, identifiers: {{email: email}}}}}}
    tables:
      member: {{category: profile, person: "", erase: delete, fields: {{id: , email: }}}}
{TYPICAL}
"""


def run(statement: str) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute(statement)


def fill_typical() -> None:
    """Make people with a few rows in each of ten tables, among those of everybody else."""
    run("CREATE SCHEMA typical; CREATE TABLE typical.member (id integer PRIMARY KEY, email text UNIQUE)")
    run(
        f"INSERT INTO typical.member SELECT n, 'typical' || n || '@example.org' FROM generate_series(1, {PEOPLE + 20}) n"
    )
    for name in TABLES:
        run(
            f"CREATE TABLE typical.{name} (id integer PRIMARY KEY, owner integer REFERENCES typical.member, words text, amount numeric, at timestamptz, doc jsonb)"
        )
        run(
            f"INSERT INTO typical.{name} SELECT row_number() OVER (), m.id, md5(n::text), n / 7.0, now(), jsonb_build_object('n', n) "
            f"FROM typical.member m, generate_series(1, {ROWS}) n"
        )
        run(f"CREATE INDEX ON typical.{name} (owner); ANALYZE typical.{name}")


@pytest.fixture
def fleet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: Any, transactional_db: None
) -> Iterator[Workers]:
    """Return a place for workers with the map of the benchmark, whose two stores are filled."""
    file = tmp_path / "map.yaml"
    file.write_text(data_map(), encoding="utf-8")
    monkeypatch.setenv("CANDOR_DATA_MAPS", str(file))
    run("DROP SCHEMA IF EXISTS million CASCADE; DROP SCHEMA IF EXISTS typical CASCADE")
    fill()
    fill_typical()
    with connections["platform"].cursor() as cursor:
        cursor.execute("UPDATE million.customers SET email = 'customer' || id || '@example.org'")
    try:
        with workers(tmp_path / "workers.log", 0) as fleet:
            yield fleet
    finally:
        run("DROP SCHEMA million CASCADE; DROP SCHEMA typical CASCADE")


def subject(email: str) -> DataSubject:
    """Return the person with this address, made when first asked for."""
    known = Identifier.objects.filter(digest=keyed_hash("email", email)).select_related("subject").first()
    if known is not None:
        return known.subject
    person = DataSubject.objects.create(residence="DE")
    add_identifier(person, "email", email)
    return person


def ready(fleet: Workers, person: DataSubject, *formats: Format) -> float:
    """Ask for a package, tell the workers, and return the seconds until it is ready."""
    start = time.perf_counter()
    package = request_package(person, actor=SYSTEM, scope=Scope(formats=formats))
    fleet.send("exports.tasks.build_package", "exports", package.pk)
    done = ExportPackage.objects.filter(pk=package.pk, job_state="done")
    fleet.until(done.exists, 300)
    return time.perf_counter() - start


def most_memory(process: "subprocess.Popen[bytes]") -> float:
    """Return the most memory the process ever held, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def timed(work: Any, *args: Any) -> float:
    start = time.perf_counter()
    work(*args)
    return time.perf_counter() - start


@pytest.mark.skipif(shutil.which("psql") is None, reason="no psql on this machine")
@pytest.mark.django_db(transaction=True, databases=["default", "platform"])
def test_a_million_rows_and_many_small_copies(fleet: Workers) -> None:
    warm = subject("customer3@example.org")
    for _ in range(2):
        fleet.start("exports")
        ready(fleet, warm, "html")
    small_copies(fleet)
    for name, formats in (("JSON", ()), ("JSON, HTML and CSV", ("html", "csv"))):
        large_copies(fleet, name, formats)
    for customer, lines in sorted(million.LINES.items(), key=lambda item: item[1]):
        for process in fleet.running:
            fleet.kill(process)
        fleet.running.clear()
        both = [fleet.start("exports"), fleet.start("exports")]
        ready(fleet, subject(f"customer{customer}@example.org"), "html", "csv")
        say(f"{lines:>10,} rows: at most {max(map(most_memory, both)):.1f} MiB in a worker")


def small_copies(fleet: Workers) -> None:
    """Time one copy after the other, and many at once."""
    alone = [ready(fleet, subject(f"typical{PEOPLE + n}@example.org"), "html") for n in range(1, 11)]
    say(
        f"{ROWS * len(TABLES)} rows over {len(TABLES)} tables: ready after {statistics.median(alone):.3f} s (median of ten)"
    )
    copies = [
        f"COPY (SELECT row_to_json(r) FROM (SELECT * FROM typical.{name} WHERE owner = 7 ORDER BY id) r) TO STDOUT"
        for name in TABLES
    ]
    reference = min(timed(plain_copy, "; ".join(copies)) for _ in range(TIMES))
    packages = [
        request_package(subject(f"typical{n}@example.org"), actor=SYSTEM) for n in range(1, PEOPLE + 1)
    ]
    start = time.perf_counter()
    for package in packages:
        fleet.send("exports.tasks.build_package", "exports", package.pk)
    left = ExportPackage.objects.unfinished()
    fleet.until(lambda: not left.exists(), 600)
    took = time.perf_counter() - start
    say(
        f"{PEOPLE / took * 60:.0f} such copies a minute with two workers, {took / PEOPLE / reference:.1f} times psql's time for one; "
        f"load {os.getloadavg()[0]:.1f}"
    )


def large_copies(fleet: Workers, name: str, formats: tuple[Format, ...]) -> None:
    """Time copies of a million rows in turns with psql."""
    person, best, anchor = subject("customer1@example.org"), float("inf"), float("inf")
    for _ in range(TIMES):
        anchor = min(anchor, timed(plain_copy, million.SAME.format(customer=1)))
        best = min(best, ready(fleet, person, *formats))
    say(
        f"a million rows as {name}: ready after {best:.2f} s, {best / anchor:.2f} times psql's {anchor:.2f} s"
    )
