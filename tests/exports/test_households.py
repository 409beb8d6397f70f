"""What a household shares: a number that was only found at a person's row carries nothing of anybody else's along."""

from typing import Any

import pytest
import yaml

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from exports.stores.collect import count
from exports.stores.erase import erase_piece
from exports.stores.feasible import order
from exports.stores.locate import locate, locate_by
from exports.stores.located import Located
from exports.stores.objects import locate_files
from exports.stores.residue import residue, telling_values
from exports.stores.store import Store
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
PHONE = "+49 30 1234567"
TABLES = """
CREATE TABLE people (id integer PRIMARY KEY, email text, phone text);
CREATE TABLE calls (id integer PRIMARY KEY, phone text, words text);
CREATE TABLE notes (id integer PRIMARY KEY, person integer, words text);
INSERT INTO people VALUES (1, 'ana@example.org', '+49 30 1234567'), (2, 'ben@example.org', '030 1234567');
INSERT INTO calls VALUES (1, '+49 (30) 1234567', 'Ben asked'), (2, '+49 30 7654321', 'somebody else');
INSERT INTO notes VALUES (1, 1, 'likes tea'), (2, 2, 'call +49 30 1234567'), (3, NULL, 'nobody: +49 30 1234567');
"""
MAP = """
kind: sql
name: The house
database: lite
people:
  people: {key: id, identifiers: {email: email, phone: phone}}
tables:
  people: {category: c, person: "", erase: delete, fields: {id: , email: , phone: }}
  calls: {category: c, person: phone > @phone, erase: delete, fields: {id: , phone: , words: }}
  notes: {category: c, person: person > people.id, erase: delete, fields: {id: , person: , words: }}
"""
FILES = """
kind: files
name: Voices
objects:
  voices: {storage: voices, prefix: "voices/{phone}/", category: c, erase: delete}
"""


def declared(text: str) -> Any:
    return read_store("house", Entry(yaml.compose(text, Loader=yaml.SafeLoader), "house.yaml", "stores", 1))


@pytest.fixture
def house(lite_db: Any) -> Store:
    lite_db.build(TABLES)
    return Store(declared(MAP))


def prefixes(located: Located) -> list[str]:
    return [str(prefix) for (prefix,) in locate_files(declared(FILES), {"house": located}).keys["voices"]]


def test_a_number_found_at_a_row_leads_to_no_row_and_to_no_file(house: Store, lite_db: Any) -> None:
    ana = locate_by(house, {"email": ["ana@example.org"]})

    assert ana.learnt == {"phone": [PHONE]}
    assert Located.from_data(ana.as_data()) == ana
    assert count(house, ana) == {"people": 1, "calls": 0, "notes": 1}
    assert prefixes(ana) == []
    for table in order(house):
        erase_piece(house, table, ana, subject=None, pseudonym="erased", limit=9)
    assert lite_db.rows("SELECT id FROM calls ORDER BY id") == [(1,), (2,)]
    assert lite_db.rows("SELECT phone FROM people") == [("030 1234567",)]


def test_a_number_the_person_proved_does(house: Store, person: Any) -> None:
    add_identifier(person.subject, "email", "ana@example.org")
    add_identifier(person.subject, "phone", "+49301234567")

    ana = locate(house, person.subject)

    assert ana.learnt == {}
    assert ana.identifiers["phone"] == ["+49 30 1234567", "+49301234567"]
    assert count(house, ana) == {"people": 1, "calls": 1, "notes": 1}
    assert "voices/+49 30 1234567/" in prefixes(ana)


def test_what_was_only_found_is_residue_in_nobody_elses_row(house: Store) -> None:
    """A proven number may stand nowhere; one that was found counts where no other person is."""
    ana = locate_by(house, {"email": ["ana@example.org"]})

    def places(**more: Any) -> set[tuple[str, int]]:
        found = residue(house, ana, pseudonym="erased", **more)
        return {(one.table, one.rows) for one in found if one.column == "words"}

    assert telling_values(ana.identifiers) == ["ana@example.org"]
    assert places(values=[PHONE]) == {("notes", 2)}
    assert places(values=telling_values(ana.identifiers), learnt=telling_values(ana.learnt)) == {("notes", 1)}
