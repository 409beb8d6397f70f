"""A database with one role for reading and one for changing: each does its own work, and can do no other."""

from typing import Any

import pytest
import yaml
from django.db import DatabaseError, connections

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from accounts.models import User
from exports.stores import collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import feasible
from exports.stores.locate import locate
from exports.stores.residue import residue
from exports.stores.store import Store, StoreFault, StoreUnavailable
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
DDL = """
CREATE TABLE people (id int PRIMARY KEY, email varchar(60), state varchar(20) DEFAULT 'open');
CREATE TABLE notes (id int PRIMARY KEY, person_id int, body varchar(20), FOREIGN KEY (person_id) REFERENCES people (id));
INSERT INTO people (id, email) VALUES (1, 'maya@example.org'), (2, 'tom@example.org');
INSERT INTO notes VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c'), (4, 2, 'd'), (5, 1, 'e'), (6, 2, 'f');
"""
MAP = """
kind: sql
name: Kept apart
people: {people: {key: id, identifiers: {platform_id: id, email: email}}}
tables:
  people: {category: c, person: "", erase: delete, fields: {id: , email: , state: }}
  notes: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , body: }}
"""


@pytest.fixture(params=["apart_db", "maria_db", "lite_db"])
def company(request: pytest.FixtureRequest) -> Any:
    """A company's database with both roles: on PostgreSQL, on MariaDB, in an SQLite file."""
    made = request.getfixturevalue(request.param)
    made.build(DDL)
    return made


@pytest.fixture
def store(company: Any) -> Store:
    schema = "schema: apart\n" if company.alias == "apart" else ""
    text = f"{MAP}database: {company.alias}\n{schema}"
    return Store(read_store("apart", Entry(yaml.compose(text), "map.yaml", "", 1)))


@pytest.fixture
def maya(person: User) -> Any:
    add_identifier(person.subject, "platform_id", "1", store="apart")
    return person.subject


def test_the_role_that_reads_can_change_nothing(store: Store, company: Any) -> None:
    notes = "apart.notes" if company.alias == "apart" else "notes"
    for statement in (f"DELETE FROM {notes}", f"UPDATE {notes} SET body = ''", f"DROP TABLE {notes}"):
        refused = pytest.raises(
            DatabaseError, match=r"permission denied|must be owner|denied to user|readonly"
        )
        with refused, connections[company.alias].cursor() as cursor:
            cursor.execute(statement)
    assert company.rows("SELECT count(*) FROM notes") == [(6,)]


@pytest.mark.promise("P30")
def test_erasing_takes_the_other_role(store: Store, company: Any, maya: Any) -> None:
    located = locate(store, maya)
    assert collect.count(store, located) == {"people": 1, "notes": 3}
    assert len(list(collect.rows(store, store.table("notes"), located))) == 3
    assert feasible(store) == []
    for table, rows in (("notes", 3), ("people", 1)):
        assert erase_piece(store, table, located, subject=maya, pseudonym="gone") == rows
        assert erase_piece(store, table, located, subject=maya, pseudonym="gone") == 0
    assert residue(store, located, ["maya@example.org"], pseudonym="gone") == []
    assert company.rows("SELECT id FROM people") == [(2,)]
    assert company.rows("SELECT count(*) FROM notes") == [(3,)]


def test_without_it_the_erasure_is_refused_beforehand(
    store: Store, company: Any, maya: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delitem(connections.settings, company.write_alias)
        assert [problem.split(".")[0] for problem in feasible(store)] == [
            "The portal's database role may not DELETE in people",
            "The portal's database role may not DELETE in notes",
        ]
        located = locate(store, maya)
        with pytest.raises((StoreFault, StoreUnavailable)):
            erase_piece(store, "notes", located, subject=maya, pseudonym="gone")
    assert company.rows("SELECT count(*) FROM notes") == [(6,)]
