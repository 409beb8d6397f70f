"""A copy of some days has the rows of those days, as the organisation counts days, on every server."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from exports.stores.collect import count, rows
from exports.stores.days import edges_of
from exports.stores.live import drift
from exports.stores.located import Located
from exports.stores.store import Store

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.promise("P33"),
]
KINDS = ("day", "local", "zoned")
TABLES = "CREATE TABLE people (id integer PRIMARY KEY);\n" + "".join(
    f"CREATE TABLE {kind} (id integer PRIMARY KEY, person integer, at {{{kind}}});\n" for kind in KINDS
)
TYPES = {
    "apart": {"day": "date", "local": "timestamp", "zoned": "timestamptz"},
    "maria": {"day": "date", "local": "datetime", "zoned": "timestamp NULL"},
    "lite": {"day": "date", "local": "datetime", "zoned": "text"},
}
MAP = """
kind: sql
name: The diary
database: ALIAS
people: {people: {key: id, identifiers: {platform_id: id}}}
tables:
  people: {category: c, person: "", erase: delete, fields: {id: }}
""" + "".join(
    f"  {kind}: {{category: c, person: person > people.id, dated: at, erase: delete, fields: {{id: , person: , at: }}}}\n"
    for kind in KINDS
)
MOMENTS = {
    1: "2026-03-08 22:59:59",  # in Berlin still the day before the days asked for
    2: "2026-03-08 23:00:00",  # in Berlin midnight of the first day
    3: "2026-03-31 21:59:59",  # in Berlin the last second of the last day, in summer time
    4: "2026-03-31 22:00:00",  # in Berlin the day after
    5: None,
}


@pytest.fixture(params=["apart_db", "maria_db", "lite_db"])
def diary(request: pytest.FixtureRequest, settings: Any) -> Store:
    """Return a store with the same moments in three kinds of columns, for an organisation in Berlin."""
    database = request.getfixturevalue(request.param)
    settings.TIME_ZONE = "Europe/Berlin"
    database.build(TABLES.format(**TYPES[database.alias]))
    for person in (1, 2):
        for number, moment in MOMENTS.items():
            key = 10 * person + number
            for kind in KINDS:
                value = moment and (moment[:10] if kind == "day" else moment)
                if value and kind == "zoned" and database.alias == "apart":
                    value += "+00:00"
                if value and kind == "local" and database.alias == "lite" and number == 3:
                    value = value.replace(" ", "T")
                written = "NULL" if value is None else f"'{value}'"
                database.rows(f"INSERT INTO {kind} VALUES ({key}, {person}, {written})")
    text = MAP.replace("ALIAS", database.alias)
    if database.alias == "apart":
        text += "schema: apart\n"
    entry = Entry(yaml.compose(text, Loader=yaml.SafeLoader), "diary.yaml", "stores", 1)
    return Store(read_store("diary", entry))


def found(store: Store, located: Located) -> dict[str, list[int]]:
    return {
        kind: [json.loads(row)["id"] for row in rows(store, store.table(kind), located)] for kind in KINDS
    }


def test_rows_of_other_days_stay_out_and_those_without_a_day_stay_in(diary: Store) -> None:
    everything = Located("diary", keys={"people": [(1,)]})
    assert found(diary, everything) == {kind: [11, 12, 13, 14, 15] for kind in KINDS}
    edges = edges_of(diary, date(2026, 3, 9), date(2026, 3, 31))
    assert set(edges) == set(KINDS)
    some = replace(everything, days=edges)
    assert found(diary, some) == {"day": [13, 14, 15], "local": [12, 13, 15], "zoned": [12, 13, 15]}
    assert count(diary, some)["zoned"] == 3
    assert Located.from_data(json.loads(json.dumps(some.as_data()))) == some


def test_a_column_that_tells_no_day_is_a_difference(diary: Store) -> None:
    assert drift(diary) == []
    tables = {**diary.map.tables, "day": replace(diary.table("day"), dated="person")}
    wrong = Store(replace(diary.map, tables=tables))
    (said,) = drift(wrong)
    assert said.startswith("diary: day.person under dated is of type ")
    assert edges_of(wrong, date(2026, 3, 9), None).keys() == {"local", "zoned"}


def test_one_end_may_be_open(diary: Store) -> None:
    located = Located("diary", keys={"people": [(1,)]})
    late = replace(located, days=edges_of(diary, date(2026, 4, 1), None))
    assert found(diary, late)["zoned"] == [14, 15]
    early = replace(located, days=edges_of(diary, None, date(2026, 3, 8)))
    assert found(diary, early)["zoned"] == [11, 15]
    assert edges_of(diary, None, None) == {}
