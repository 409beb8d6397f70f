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
from exports.stores.store import Store, StoreFault
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
DDL = """
CREATE TABLE people (id int PRIMARY KEY, email text, state text DEFAULT 'open');
CREATE TABLE notes (id int PRIMARY KEY, person_id int REFERENCES people, body text);
INSERT INTO people VALUES (1, 'maya@example.org'), (2, 'tom@example.org');
INSERT INTO notes SELECT n, 1 + n % 2, 'note ' || n FROM generate_series(1, 6) n;
"""
MAP = """
kind: sql
name: Kept apart
database: apart
schema: apart
people: {people: {key: id, identifiers: {platform_id: id, email: email}}}
tables:
  people: {category: c, person: "", erase: delete, fields: {id: , email: , state: }}
  notes: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , body: }}
"""


@pytest.fixture
def store(apart_db: Any) -> Store:
    apart_db.build(DDL)
    return Store(read_store("apart", Entry(yaml.compose(MAP), "map.yaml", "", 1)))


@pytest.fixture
def maya(person: User) -> Any:
    add_identifier(person.subject, "platform_id", "1", store="apart")
    return person.subject


def test_the_role_that_reads_can_change_nothing(store: Store, apart_db: Any) -> None:
    for statement in (
        "DELETE FROM apart.notes",
        "UPDATE apart.notes SET body = ''",
        "DROP TABLE apart.notes",
    ):
        with (
            pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
            connections["apart"].cursor() as cursor,
        ):
            cursor.execute(statement)
    assert apart_db.rows("SELECT count(*) FROM apart.notes") == [(6,)]


def test_erasing_takes_the_other_role(store: Store, apart_db: Any, maya: Any) -> None:
    located = locate(store, maya)
    assert collect.count(store, located) == {"people": 1, "notes": 3}
    assert feasible(store) == []
    for table, rows in (("notes", 3), ("people", 1)):
        assert erase_piece(store, table, located, subject=maya, pseudonym="gone") == rows
        assert erase_piece(store, table, located, subject=maya, pseudonym="gone") == 0
    assert residue(store, located, ["maya@example.org"], pseudonym="gone") == []
    assert apart_db.rows("SELECT id FROM apart.people") == [(2,)]
    assert apart_db.rows("SELECT count(*) FROM apart.notes") == [(3,)]
    connections["apart"].close()


def test_without_it_the_erasure_is_refused_beforehand(
    store: Store, maya: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.delitem(connections.settings, "apart_write")
        assert [problem.split(".")[0] for problem in feasible(store)] == [
            "The portal's database role may not DELETE in people",
            "The portal's database role may not DELETE in notes",
        ]
        located = locate(store, maya)
        with pytest.raises(StoreFault):
            erase_piece(store, "notes", located, subject=maya, pseudonym="gone")
