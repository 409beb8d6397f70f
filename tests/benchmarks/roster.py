"""How fast people become data subjects, against COPY of the same rows out of the store and into a plain table.

Run with `manage.py test tests/benchmarks/roster.py -n0 -s`; not part of the ordinary run. ROSTER_PEOPLE says how many
(100000, or several numbers with commas).
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connections

from tests.roles import as_owner

MAP = """
format: 1
organisation: {name: Quire, address: [1 Leaf Lane, 10115 Berlin], country: DE, privacy_email: privacy@quire.example}
sources:
  you: {name: You, kind: person}
purposes:
  orders: {name: Deliver what you order, description: "Take, pack and send orders.", lawful_basis: contract}
retention:
  account: {name: While the account is open, period: P14D, after: account_closed, basis: contract, reason: It belongs to the account.}
categories:
  profile: {name: Your profile, description: Name and address., sources: [you], purposes: [orders], retention: account, ccpa: [A, B]}
stores:
  crowd:
    kind: sql
    name: A crowd
    database: platform
    schema: crowd
    people:
      member:
        key: id
        identifiers: {platform_id: id, email: email, username: handle}
        roster: {residence: country, language: language}
    tables:
      member:
        category: profile
        person: ""
        erase: delete
        fields: {id: , email: , handle: , country: , language: }
"""
SIZES = [int(number) for number in os.environ.get("ROSTER_PEOPLE", "100000").split(",")]


def run(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain_copy() -> None:
    """Stream the people out of the store and into a table without an index, as one program can at best."""
    run(
        "default",
        "CREATE TEMPORARY TABLE plain (id text, email text, handle text, country text, language text)",
    )
    out = "COPY (SELECT id, email, handle, country, language FROM crowd.member ORDER BY id) TO STDOUT"
    with (
        connections["platform"].cursor() as reading,
        connections["default"].cursor() as writing,
        reading.copy(out) as source,
        writing.copy("COPY plain FROM STDIN") as target,
    ):
        for block in source:
            target.write(block)
    run("default", "DROP TABLE plain")


def plain_copy_of_what_was_written() -> float:
    """Return the seconds in which the rows of the first sync go by COPY into tables with the same columns and indexes."""
    seconds = 0.0
    for table in ("accounts_datasubject", "accounts_subjectkey", "accounts_identifier"):
        run("default", f"CREATE TEMPORARY TABLE plain (LIKE {table} INCLUDING ALL)")
        with connections["default"].cursor() as cursor:
            with cursor.copy(f"COPY {table} TO STDOUT") as source:
                rows = [bytes(block) for block in source]
            start = time.perf_counter()
            with cursor.copy("COPY plain FROM STDIN") as target:
                for row in rows:
                    target.write(row)
            seconds += time.perf_counter() - start
        run("default", "DROP TABLE plain")
    return seconds


def sync_in_a_process_of_its_own(tmp_path: Path) -> tuple[float, float, float, str]:
    """Return seconds, megabytes before and at the peak, and what was done."""
    file = tmp_path / "map.yaml"
    file.write_text(MAP, encoding="utf-8")
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "platform")]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, str(root / "tests/benchmarks/roster_process.py"), *names],
        env={**os.environ, "PYTHONPATH": str(root), "CANDOR_DATA_MAPS": str(file)},
        check=True,
        capture_output=True,
        text=True,
        cwd=root,
    )
    seconds, before, most, said = done.stdout.strip().split("\t")
    return float(seconds), int(before) / 1024, int(most) / 1024, said


@pytest.mark.parametrize("people", SIZES)
@pytest.mark.django_db(transaction=True, databases=["default", "platform"])
def test_people_are_taken_over_fast(transactional_db: None, people: int, tmp_path: Path) -> None:
    assert configured.DATABASES["platform"]
    run("platform", "DROP SCHEMA IF EXISTS crowd CASCADE; CREATE SCHEMA crowd")
    run(
        "platform",
        "CREATE TABLE crowd.member (id bigint PRIMARY KEY, email text, handle text, country text, language text);"
        f"INSERT INTO crowd.member SELECT n, 'Reader' || n || '@example.org', 'reader_' || n, 'DE-BY', 'de' FROM generate_series(1, {people}) n",
    )
    try:
        run("platform", "ANALYZE crowd.member")
        with as_owner():  # who may make a table
            reference = min(timed(plain_copy) for _ in range(3))
        sys.stdout.write(f"\n{people} people; COPY out and in: {reference:.2f} s\n")
        for what in ("first", "unchanged", "one in ten changed"):
            if what.startswith("one"):
                run("platform", "UPDATE crowd.member SET email = 'new' || email WHERE id % 10 = 0")
            seconds, before, most, said = sync_in_a_process_of_its_own(tmp_path)
            sys.stdout.write(
                f"  {what}: {seconds:.1f} s, {people / seconds:.0f} people/s, {seconds / reference:.1f} times COPY, "
                f"{most - before:.0f} MB more than before it began ({most:.0f}): {said}\n"
            )
            if what == "first":
                with as_owner():
                    same = plain_copy_of_what_was_written()
                sys.stdout.write(f"  COPY of what it wrote into tables with the same indexes: {same:.1f} s\n")
    finally:
        run("platform", "DROP SCHEMA crowd CASCADE")
