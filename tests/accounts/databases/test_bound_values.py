"""What reaches PostgreSQL: statements without anybody's values in their text, and the values beside them.

libpq writes down each message it sends: a server logs the text of `Parse` or `Query`, and not what `Bind` brings.
"""

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from psycopg import pq, sql

from accounts.databases import engine_for
from accounts.databases.engine import Output
from accounts.databases.render import Among
from accounts.models import DataSubject
from accounts.roster.source import people_tables, read_piece
from exports.stores import cells, collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import order
from exports.stores.locate import locate_by
from exports.stores.located import Located
from exports.stores.match import Claims, match
from exports.stores.rehearse import rehearse
from exports.stores.residue import anchors, residue
from exports.stores.store import Store
from exports.stores.suspend import resume, suspend
from tests.exports.cabinets import Cabinet, cabinet

__all__ = ["cabinet"]
pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.parametrize("cabinet", ["postgresql"], indirect=True),
]
WHO, EMAIL, RIGHT = 7654321, "unheard-of@example.org", "Ursula Unheard"
SENT = re.compile(r"^F\s+\d+\s+(Parse|Query|Bind)\s+(.*)$", re.MULTILINE)


class Sent:
    """What was sent to a server: the texts of statements, and what came beside them."""

    texts = ""
    beside = ""

    def names(self, value: str) -> tuple[bool, bool]:
        """Return whether a value stands in a text, and whether it came beside one."""
        return value in self.texts, value in self.beside


@contextmanager
def watched(alias: str, folder: Path) -> Iterator[Sent]:
    sent, raw = Sent(), connections[alias].connection.pgconn
    with (folder / "sent").open("w+") as file:
        raw.trace(file.fileno())
        raw.set_trace_flags(pq.Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield sent
        finally:
            raw.untrace()
        messages = SENT.findall((folder / "sent").read_text(errors="replace"))
    sent.texts = "\n".join(text for kind, text in messages if kind != "Bind")
    sent.beside = "\n".join(text for kind, text in messages if kind == "Bind")


@pytest.fixture
def store(cabinet: Cabinet) -> Store:
    cabinet.run("INSERT INTO people VALUES (%s, %s, 'a7.png', 'open', NULL)", WHO, EMAIL)
    cabinet._fill(WHO)
    return cabinet.store()


@pytest.fixture
def me(store: Store) -> Located:
    found = locate_by(store, {"email": [EMAIL]})
    assert found.keys == {"people": [(WHO,)]}
    return found


def locating(store: Store, me: Located) -> None:
    assert locate_by(store, {"email": [EMAIL], "platform_id": [str(WHO)]}) == me


def counting_and_collecting(store: Store, me: Located) -> None:
    assert collect.count(store, me)["orders"] == 5
    assert sum(len(list(collect.rows(store, table, me))) for table in store.map.tables.values()) == 27
    assert [one.name for one in collect.files(store, store.table("files"), me)] == ["both.png", f"f{WHO}.png"]


def correcting(store: Store, me: Located) -> None:
    orders, key = store.table("orders"), (str(WHO * 10),)
    assert cells.value_at(store, orders, me, key, "name") == "Name"
    assert cells.write(store, orders, me, key=key, column="name", before="Name", after=RIGHT) == RIGHT


def suspending(store: Store, me: Located) -> None:
    assert (suspend(store, me), resume(store, me)) == (1, 1)


def reading_the_roster(store: Store, me: Located) -> None:
    (person,) = people_tables(store.map)
    assert len(read_piece(store.map, person, [WHO - 1], 10).entries) == 1


def erasing_and_looking_again(store: Store, me: Located) -> None:
    noted, subject = anchors(store, me), DataSubject.objects.create()
    assert [one.table for one in rehearse(store, me) if one.refused] == []
    assert residue(store, me, [EMAIL], pseudonym="erased-1", anchored=noted)
    for table in order(store):
        while erase_piece(store, table, me, subject=subject, pseudonym="erased-1", limit=2):
            pass
    assert residue(store, me, [EMAIL], pseudonym="erased-1", anchored=noted) == []


@pytest.mark.parametrize(
    ("work", "values"),
    [
        (locating, [EMAIL, str(WHO)]),
        (counting_and_collecting, [str(WHO)]),
        (correcting, [str(WHO), RIGHT]),
        (suspending, [str(WHO)]),
        (reading_the_roster, [str(WHO - 1)]),
        (erasing_and_looking_again, [str(WHO), EMAIL, f"f{WHO}.png"]),
    ],
)
def test_no_statement_has_anything_of_the_person_in_its_text(
    store: Store, me: Located, work: Callable[..., None], values: list[str], tmp_path: Path
) -> None:
    with watched("platform", tmp_path) as sent:
        work(store, me)
    assert "cabinet" in sent.texts
    assert {value: sent.names(value) for value in values} == dict.fromkeys(values, (False, True))


def test_the_check_sees_a_value_that_is_written_into_the_text(store: Store, tmp_path: Path) -> None:
    engine = engine_for(connections["platform"])
    asked = sql.SQL("SELECT id FROM cabinet.people WHERE {}").format(Among(sql.Identifier("email"), [EMAIL]))
    with watched("platform", tmp_path) as sent, connections["platform"].cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchall() == [(WHO,)]
        with pytest.raises(TypeError, match="writes values into the text"):
            engine.execute(cursor, asked)
    assert sent.names(EMAIL) == (True, False)


def test_another_connection_sees_what_a_statement_asks_and_not_of_whom(store: Store) -> None:
    there = connections["platform"].settings_dict
    watcher = psycopg.connect(
        host=there["HOST"], port=there["PORT"], user=there["USER"], password=there["PASSWORD"], dbname=there["NAME"]
    )  # fmt: skip
    process = connections["platform"].connection.info.backend_pid
    with watcher, store.reading() as session:
        session.all(
            sql.SQL("SELECT id FROM cabinet.people WHERE {}").format(Among(sql.Identifier("email"), [EMAIL]))
        )
        (seen,) = watcher.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [process]).fetchone()
    assert seen == 'SELECT id FROM cabinet.people WHERE "email" = $1'


def test_more_values_than_the_protocol_has_places_for(store: Store) -> None:
    many = range(WHO - 100_000, WHO + 1)
    with store.reading() as session:
        for values in (many, [str(one) for one in many]):
            found = Among(sql.Identifier("id"), values)
            assert session.all(sql.SQL("SELECT id FROM cabinet.people WHERE {}").format(found)) == [(WHO,)]


NO_NUMBER = "unheard-of-number"


@pytest.mark.parametrize("no_number", [NO_NUMBER, "76543217654321", "-", "7654321.0"])
def test_what_a_column_of_numbers_cannot_hold_is_not_sent_to_it(
    store: Store, me: Located, no_number: str, tmp_path: Path
) -> None:
    with watched("platform", tmp_path) as sent:
        found = locate_by(store, {"platform_id": [no_number, str(WHO)]})
        asked = (("platform_id", no_number), Claims({"name": RIGHT, "city": "Bonn"}))
        matching = replace(store.map.people["people"], matching={"name": ("avatar",)})
        known = replace(store.map, people={"people": matching})
        assert match([Store(known)], *asked).agreeing == 0
    assert found.keys == me.keys
    assert sent.names(str(WHO)) == (False, True)
    assert no_number == "-" or sent.names(no_number) == (False, False)


@pytest.mark.parametrize(
    ("kind", "held", "other"),
    [
        ("smallint", "12", "70000"), ("bigint", "-12", "99999999999999999999"), ("numeric", "1.5", "1,5"), ("cabinet_number", "12", "x"),
        ("uuid", "00000000-0000-4000-8000-00000000000A", "00000000"), ("cabinet_mood", "glad", "angry"), ("date", "2020-02-29", "2020-02-30"),
        ("double precision", "1.5", "x"), ("text", "x", "y"), ("char(4)", "x", "y"),
    ],
)  # fmt: skip
def test_every_type_finds_what_it_holds_and_refuses_nothing(
    store: Store, kind: str, held: str, other: str
) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute(
            "CREATE TYPE cabinet_mood AS ENUM ('glad', 'sad'); CREATE DOMAIN cabinet_number AS integer"
        )
        cursor.execute(sql.SQL("CREATE TABLE cabinet.typed (v {0})").format(sql.SQL(kind)))
        cursor.execute(sql.SQL("INSERT INTO cabinet.typed VALUES ({})").format(sql.Literal(held)))
    with store.reading() as session:
        for texts, count in (([held, other], 1), ([held], 1), ([other], 0)):
            where = session.engine.holds(("cabinet", "typed", "v"), sql.Identifier("v"), texts)
            asked = sql.SQL("SELECT count(*) FROM cabinet.typed WHERE {}").format(where)
            assert session.value(asked) == count


ODD = ["", "a,b", 'a"b', "a\\b", "{}", "NULL", " x ", "a'b", "ü%s%"]


def test_lists_arrive_as_they_were_sent(store: Store) -> None:
    with store.reading() as session:
        assert session.value(sql.SQL("SELECT {}::text[]").format(sql.Literal([*ODD, None]))) == [*ODD, None]
        for value in ODD:
            one = sql.SQL("SELECT count(*) FROM (SELECT {}::text AS t) r WHERE {}")
            for among in ([value], [value, "other"]):
                asked = one.format(sql.Literal(value), Among(sql.Identifier("t"), among))
                assert session.value(asked) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 12), ("bigint", "12"), ("numeric", 12), ("text", 12), ("varchar(4)", "12"), ("char(4)", "12"), ("cabinet_mood", "glad"),
        ("cabinet_word", "x"), ("uuid", "00000000-0000-4000-8000-000000000001"), ("date", "2020-02-29"), ("inet", "10.0.0.1"),
        ("timestamptz", "2020-01-01 00:00:00+00:00"), ("boolean", True), ("bytea", "\\x00ff"), ("text[]", ["a"]),
    ],
)  # fmt: skip
def test_a_value_is_read_as_the_type_it_is_compared_with(store: Store, kind: str, value: Any) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute("CREATE TYPE cabinet_mood AS ENUM ('glad', 'sad'); CREATE DOMAIN cabinet_word AS text")
        cursor.execute(sql.SQL("CREATE TABLE cabinet.typed (v {0})").format(sql.SQL(kind)))
        cursor.execute(sql.SQL("INSERT INTO cabinet.typed VALUES ({})").format(sql.Literal(value)))
    conditions = [sql.SQL("v = {}").format(sql.Literal(value))]
    if not isinstance(value, bool | list):
        conditions += [Among(sql.Identifier("v"), [value]), Among(sql.Identifier("v"), [value, value])]
    with store.reading() as session:
        for condition in conditions:
            assert (
                session.value(sql.SQL("SELECT count(*) FROM cabinet.typed WHERE {}").format(condition)) == 1
            )


def test_who_stops_in_the_middle_leaves_a_connection_that_works(store: Store, me: Located) -> None:
    def stop() -> None:
        source = sql.SQL("FROM generate_series(1, 1000000) n")
        with store.reading() as session:
            many = session.engine.documents(session.cursor, [Output("n", sql.SQL("n"))], source)
            assert list(itertools.islice(many, 3)) == [b'{"n":1}', b'{"n":2}', b'{"n":3}']
            many.close()
            raise LookupError

    for _ in range(2):
        with pytest.raises(LookupError):
            stop()
        assert len(list(collect.rows(store, store.table("orders"), me))) == 5
