"""Keys that are texts, where servers call different letters the same: what the database joins is the person's, nothing else."""

from typing import Any

import pytest
import yaml

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from exports.stores.collect import count
from exports.stores.erase import erase_piece
from exports.stores.feasible import order
from exports.stores.live import drift
from exports.stores.locate import locate_by
from exports.stores.residue import anchors, residue
from exports.stores.store import Store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
TABLES = """
CREATE TABLE people (code varchar(20){key} PRIMARY KEY, email varchar(80));
CREATE TABLE boxes (id integer PRIMARY KEY, code varchar(20){here}, address varchar(80){links});
CREATE TABLE orders (no varchar(20){key} PRIMARY KEY, code varchar(20){here}{links});
CREATE TABLE pieces (id integer PRIMARY KEY, no varchar(20){here}{order_link});
"""
MAP = """
kind: sql
name: The counter
database: ALIAS
people:
  people:
    key: code
    identifiers: {platform_id: code, email: [email, {column: address, table: boxes, link: [code]}]}
tables:
  people: {category: c, key: [code], person: "", erase: delete, fields: {code: , email: }}
  boxes: {category: c, person: code > people.code, erase: delete, fields: {id: , code: , address: }}
  orders: {category: c, key: ["no"], person: code > people.code, erase: delete, fields: {"no": , code: }}
  pieces: {category: c, person: "no > orders.no / code > people.code", erase: delete, fields: {id: , "no": }}
"""
LINKS = {
    "{links}": ", FOREIGN KEY (code) REFERENCES people (code)",
    "{order_link}": ", FOREIGN KEY (no) REFERENCES orders (no)",
}
LOOSE = {"{links}": "", "{order_link}": ""}


def counter(database: Any, key: str, here: str, links: dict[str, str]) -> Store:
    """Build the tables with these collations and return the store."""
    text = TABLES
    for mark, word in ({"{key}": key, "{here}": here} | links).items():
        text = text.replace(mark, word)
    database.build(text)
    map_text = MAP.replace("ALIAS", database.alias)
    entry = Entry(yaml.compose(map_text, Loader=yaml.SafeLoader), "counter.yaml", "stores", 1)
    return Store(read_store("counter", entry))


def fill(database: Any, codes: list[str], said: list[tuple[str, str]]) -> None:
    """Make people with these keys, and for each pair an order that is called and points as written, with one piece."""
    for number, code in enumerate(codes):
        database.rows(f"INSERT INTO people VALUES ('{code}', 'p{number}@example.org')")
    for number, (no, code) in enumerate(said):
        database.rows(f"INSERT INTO orders VALUES ('{no.upper()}', '{code}')")
        database.rows(f"INSERT INTO pieces VALUES ({number}, '{no}')")


def erased(store: Store, database: Any, code: str) -> list[str]:
    """Erase whose key this is and return where the orders that are left point to."""
    located = locate_by(store, {"platform_id": [code]})
    noted = anchors(store, located)
    for table in order(store):
        erase_piece(store, table, located, subject=None, pseudonym="gone", limit=99)
    assert residue(store, located, [], pseudonym="gone", anchored=noted) == []
    return sorted(row[0] for row in database.rows("SELECT code FROM orders"))


def as_the_database(database: Any, code: str) -> int:
    """Return how many orders the database itself joins to the person with this very key."""
    exact = "CAST(p.code AS BINARY)" if database.alias == "maria" else "CAST(p.code AS BLOB)"
    wanted = f"CAST('{code}' AS {'BINARY' if database.alias == 'maria' else 'BLOB'})"
    ((found,),) = database.rows(
        f"SELECT count(*) FROM people p JOIN orders o ON p.code = o.code WHERE {exact} = {wanted}"
    )
    return int(found)


def test_maria_what_its_foreign_key_takes_for_the_same_is_found(maria_db: Any) -> None:
    """Case, accents and blanks at the end: `general_ci` has one key for all of them."""
    ci = " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci"
    store = counter(maria_db, ci, ci, LINKS)
    fill(
        maria_db,
        ["rene", "renee", "1a"],
        [("a1", "rene"), ("b1", "RENÉ"), ("c1", "rene "), ("d1", "Renee"), ("e1", "1A"), ("f1", "1a")],
    )
    assert drift(store) == []
    assert locate_by(store, {"platform_id": ["RENÉ"]}).keys["people"] == []
    located = locate_by(store, {"email": ["p0@example.org"]})
    assert located.keys["people"] == [("rene",)]
    assert count(store, located) == {"people": 1, "boxes": 0, "orders": 3, "pieces": 3}
    assert as_the_database(maria_db, "rene") == 3
    assert erased(store, maria_db, "rene") == ["1A", "1a", "Renee"]


def test_maria_where_it_tells_them_apart_so_do_we(maria_db: Any) -> None:
    """A key of exact letters, pointed at by a column that is lenient: who differs by case, accent or a blank is another."""
    exact = " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin"
    store = counter(maria_db, exact, " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", LOOSE)
    others = ["RENE", "rené", "rene ", "rene1"]
    fill(maria_db, ["rene", *others], [("a1", "rene"), *((f"x{n}", one) for n, one in enumerate(others))])
    assert as_the_database(maria_db, "rene") == 1
    assert count(store, locate_by(store, {"platform_id": ["rene"]}))["orders"] == 1
    assert erased(store, maria_db, "rene") == sorted(others)


@pytest.mark.parametrize(("here", "links"), [(" COLLATE NOCASE", LINKS), ("", LINKS), ("", LOOSE)])
def test_lite_the_keys_collation_decides_as_in_its_foreign_key(
    lite_db: Any, here: str, links: dict[str, str]
) -> None:
    """NOCASE knows the case of ASCII and nothing else: É, an accent and a blank make another key."""
    store = counter(lite_db, " COLLATE NOCASE", here, links)
    others = ["rené", "renÉ", "rene ", "rene1"]
    fill(
        lite_db,
        ["rene", *others, "7"],
        [("a1", "rene"), ("b1", "RENE"), ("c1", "7"), *((f"x{n}", one) for n, one in enumerate(others))],
    )
    lite_db.rows("INSERT INTO boxes VALUES (1, 'ReNe', 'other@example.org'), (2, 'rené', 'no@example.org')")
    assert drift(store) == []
    assert locate_by(store, {"platform_id": ["RENE"]}).keys["people"] == []
    located = locate_by(store, {"email": ["other@example.org"]})
    assert count(store, located) == {"people": 1, "boxes": 1, "orders": 2, "pieces": 2}
    assert located.identifiers["email"] == ["other@example.org", "p0@example.org"]
    assert as_the_database(lite_db, "rene") == 2
    assert erased(store, lite_db, "rene") == sorted([*others, "7"])


def test_lite_a_key_of_exact_letters_is_no_other_whatever_points_at_it(lite_db: Any) -> None:
    store = counter(lite_db, "", " COLLATE NOCASE", LOOSE)
    fill(lite_db, ["rene", "RENE"], [("A1", "rene"), ("B1", "RENE")])
    assert count(store, locate_by(store, {"platform_id": ["rene"]})) == {
        "people": 1, "boxes": 0, "orders": 1, "pieces": 1,
    }  # fmt: skip
    assert erased(store, lite_db, "rene") == ["RENE"]
