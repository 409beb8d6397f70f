"""Conditions on keys of several columns, for as many keys as somebody may ever have."""

from collections.abc import Sequence

import pytest
from psycopg import sql

from exports.stores.located import Key
from exports.stores.predicate import keys_among, points_at
from exports.stores.store import Store
from tests.exports.cabinets import Cabinet, cabinet

__all__ = ["cabinet"]
pytestmark = pytest.mark.django_db(databases=["default", "platform"])
END = ("items", ("order_id", "n"))


def found(store: Store, keys: Sequence[Key]) -> list[Key]:
    where = points_at("items", END[1], END, keys, store)
    names = store.table("items")
    with store.reading() as session:
        query = sql.SQL("SELECT order_id, n FROM {} WHERE {} ORDER BY 1, 2")
        return session.all(query.format(sql.Identifier(store.schema_of(names), "items"), where))


def test_seventy_thousand_keys_of_two_parts_that_have_one_in_common(cabinet: Cabinet) -> None:
    """A key counts as a whole: what has its parts of two different keys is not found."""
    keys: list[Key] = [(10, 1), (11, 2), (20, 1)]
    keys += [(order, n) for order in (12, 13) for n in range(5, 35_005)]
    assert found(cabinet.store(), keys) == [(10, 1), (20, 1)]


def test_keys_that_have_nothing_in_common(cabinet: Cabinet) -> None:
    """More than SQLite lets an expression be deep."""
    keys: list[Key] = [(n, n + 7) for n in range(1_100)]
    assert found(cabinet.store(), [*keys, (14, 1)]) == [(14, 1)]


@pytest.mark.parametrize("cabinet", ["postgresql"], indirect=True)
def test_postgresql_takes_any_number_and_uses_the_index_of_the_key(cabinet: Cabinet) -> None:
    """The parts are read as what the columns are: a char(4) is equal to what its blanks are cut off from."""
    cabinet.run("CREATE TABLE seats (row_no integer, seat char(4), pad text, PRIMARY KEY (row_no, seat))")
    cabinet.run("INSERT INTO seats SELECT n, n % 10, repeat('x', 200) FROM generate_series(1, 20000) n")
    cabinet.run("ANALYZE seats")
    keys: list[Key] = [(n, f"{n % 10}") for n in range(19_999, 89_999)]
    columns = [sql.Identifier("cabinet", "seats", part) for part in ("row_no", "seat")]
    query = sql.SQL("{}SELECT row_no, pad FROM cabinet.seats WHERE {}")
    store = cabinet.store()
    with store.reading() as session:
        asked = query.format(sql.SQL(""), keys_among(columns, keys, store))
        assert sorted(row for row, _pad in session.all(asked)) == [19_999, 20_000]
        session.cursor.execute("SET LOCAL enable_seqscan = off")
        asked = query.format(sql.SQL("EXPLAIN "), keys_among(columns, keys[:1_100], store))
        plan = "\n".join(line for (line,) in session.all(asked))
    assert "Index Cond: ((row_no = " in plan
    assert "AND (seat = " in plan
    assert "Seq Scan" not in plan
