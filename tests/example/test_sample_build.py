"""The sample platform is the same every time, complete, and hard on those who export it."""

import hashlib
import importlib
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from config.example.demo import DEMO_PEOPLE
from config.example.platform import SCHEMA, build, is_built
from config.example.platform.build import TABLES
from config.example.platform.people import DIFFICULT
from config.example.platform.reading import HEAVY_READER_ROWS
from tests.example.conftest import ANCHOR, FEW

build_module = importlib.import_module("config.example.platform.build")


def print_of(url: str, folder: Path) -> dict[str, str]:
    """Return a sha256 of every table's rows and of every file."""
    prints = {}
    with psycopg.connect(url) as connection:
        for table in TABLES:
            content = hashlib.sha256()
            with connection.cursor().copy(
                f"COPY (SELECT * FROM {SCHEMA}.{table.name} t ORDER BY t::text) TO STDOUT"
            ) as copy:
                for piece in copy:
                    content.update(piece)
            prints[table.name] = content.hexdigest()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            prints[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return prints


def test_two_builds_of_one_day_are_the_same_byte_for_byte(sample, empty, tmp_path):
    build(empty, tmp_path, people=FEW, anchor=ANCHOR)
    assert print_of(empty, tmp_path) == print_of(*sample)


def test_a_build_of_another_day_differs_and_replaces_the_first(sample, empty, tmp_path):
    build(empty, tmp_path, people=FEW, anchor=ANCHOR)
    stray = tmp_path / "avatars" / "left-over.png"
    stray.write_bytes(b"old")
    mine = tmp_path / "not-ours.txt"
    mine.write_bytes(b"keep")
    build(empty, tmp_path, people=FEW, anchor=ANCHOR + timedelta(days=1))
    assert print_of(empty, tmp_path)["members"] != print_of(*sample)["members"]
    assert not stray.exists()
    assert mine.exists()


def test_nothing_of_a_failed_build_stays(empty, tmp_path):
    def fail(words: str) -> None:
        if "rows" in words:
            raise RuntimeError(words)

    assert not is_built(empty)
    with pytest.raises(RuntimeError):
        build(empty, tmp_path, people=FEW, anchor=ANCHOR, progress=fail)
    assert not is_built(empty)
    with psycopg.connect(empty) as connection:
        assert (
            connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [SCHEMA]).fetchone() is None
        )


def test_a_build_touches_no_other_schema(empty, tmp_path):
    with psycopg.connect(empty) as connection:
        connection.execute("CREATE TABLE public.members AS SELECT 1 AS n")
    build(empty, tmp_path, people=FEW, anchor=ANCHOR)
    assert is_built(empty)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT n FROM public.members").fetchall() == [(1,)]


def test_a_database_of_an_older_structure_does_not_count_as_built(sample, monkeypatch, tmp_path):
    assert is_built(sample[0])
    newer = tmp_path / "schema.sql"
    newer.write_text("-- one more table")
    monkeypatch.setattr(build_module, "STRUCTURE", newer)
    assert not is_built(sample[0])


def test_too_few_people_are_refused(empty, tmp_path):
    with pytest.raises(ValueError, match="at least"):
        build(empty, tmp_path, people=3, anchor=ANCHOR)


def test_every_table_of_the_schema_is_filled(rows):
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = %s", SCHEMA)}
    assert tables == {table.name for table in TABLES}
    assert [name for name in sorted(tables) if not rows(f"SELECT 1 FROM {name} LIMIT 1")] == []
    assert rows("SELECT count(*) FROM members") == [(FEW,)]


def test_counters_go_on_after_the_rows_that_were_given(sample):
    with psycopg.connect(sample[0]) as connection:
        connection.execute(f"SET search_path TO {SCHEMA}")
        thread = connection.execute(
            "INSERT INTO support_threads (requester_email, subject, channel, state, opened_at) "
            "VALUES ('x@y.example', 's', 'mail', 'open', now()) RETURNING id"
        ).fetchone()
        assert (
            thread
            > connection.execute("SELECT max(id) FROM support_threads WHERE id <> %s", thread).fetchone()
        )
        connection.rollback()


def test_the_named_people_are_there(rows):
    found = dict(rows("SELECT email, residence || ' ' || status FROM members"))
    for demo in DEMO_PEOPLE:
        assert found[demo.email] == f"{demo.residence} {'suspended' if demo.key == 'viktor' else 'active'}"
    assert {"US-CA", "DE-BY", "GB", "CH"} <= {demo.residence for demo in DEMO_PEOPLE}


def test_the_difficult_people_are_there(rows):
    for traits in DIFFICULT:
        conditions = " AND ".join(f"{name} IS NOT DISTINCT FROM %s" for name in traits)
        assert rows(f"SELECT 1 FROM members WHERE {conditions}", *traits.values()), traits
    (longest,) = rows("SELECT max(length(full_name)) FROM members")[0]
    assert longest > 200


def test_one_reader_has_thousands_of_rows_and_one_member_has_none(rows):
    counts = dict(
        rows(
            "SELECT m.username, count(h.id) FROM members m LEFT JOIN reading_history h ON h.member_id = m.id GROUP BY 1"
        )
    )
    assert counts["amina.diallo"] == HEAVY_READER_ROWS
    assert counts["sam.blank"] == 0
    pointing = rows(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) "
        "WHERE c.confrelid = 'members'::regclass"
    )
    assert len(pointing) > 40
    ((sam,),) = rows("SELECT id FROM members WHERE username = 'sam.blank'")
    assert [place for place in pointing if rows(f"SELECT 1 FROM {place[0]} WHERE {place[1]} = %s", sam)] == []


def test_third_parties_without_an_account_are_there(rows):
    for table, column in {
        "gift_recipients": "recipient_email",
        "social_contacts": "contact_email",
        "referrals": "friend_email",
        "newsletter_readers": "email",
        "support_threads": "requester_email",
        "draft_readers": "reader_email",
    }.items():
        query = f"SELECT count(*) FROM {table} WHERE {column} {{}} IN (SELECT email FROM members)"
        assert rows(query.format("NOT"))[0][0] > 0, table
        assert rows(query.format(""))[0][0] > 0, table


def test_responses_answer_responses_at_several_levels(rows):
    query = (
        "WITH RECURSIVE down AS (SELECT id, 1 AS level FROM responses WHERE parent_id IS NULL "
        "UNION ALL SELECT r.id, level + 1 FROM responses r JOIN down ON r.parent_id = down.id) SELECT max(level) FROM down"
    )
    assert rows(query)[0][0] >= 3


def test_nothing_lies_in_the_future_and_logs_are_as_young_as_promised(rows):
    for table, column, days in (
        ("server_log", "at", 30),
        ("event_log", "at", 90),
        ("security_events", "at", 90),
    ):
        ((first, last),) = rows(f"SELECT min({column})::date, max({column})::date FROM {table}")
        assert ANCHOR - timedelta(days=days) <= first <= last <= ANCHOR
    moments = rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s "
        "AND data_type IN ('timestamp with time zone', 'date')",
        SCHEMA,
    )
    assert len(moments) > 70
    late = {f"{t}.{c}" for t, c in moments if rows(f"SELECT 1 FROM {t} WHERE {c} > %s LIMIT 1", ANCHOR)}
    assert late == {"memberships.renews_on"}


def test_every_file_named_by_a_row_is_there_and_the_other_way_round(sample, rows):
    named = {
        name
        for query in (
            "SELECT avatar FROM members WHERE avatar IS NOT NULL",
            "SELECT cover FROM stories WHERE cover IS NOT NULL",
            "SELECT file FROM photos",
            "SELECT attachment FROM support_messages WHERE attachment IS NOT NULL",
        )
        for (name,) in rows(query)
    }
    folder = sample[1]
    assert named == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in named:
        if name.endswith(".png"):
            assert (folder / name).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
