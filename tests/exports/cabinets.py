"""The eraser's cabinet on every kind of server: the same tables, rows and map, each as its server writes them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from exports.stores.located import Located
from exports.stores.store import Store

SCHEMA = """
CREATE TABLE people (id integer PRIMARY KEY, email varchar(200) NOT NULL, avatar varchar(100), state varchar(20) NOT NULL DEFAULT 'open',
    invited_by integer, FOREIGN KEY (invited_by) REFERENCES people (id));
CREATE TABLE notes (id integer PRIMARY KEY, person_id integer, parent_id integer, body varchar(500),
    FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE SET NULL, FOREIGN KEY (parent_id) REFERENCES notes (id));
CREATE TABLE files (id integer PRIMARY KEY, person_id integer NOT NULL, path varchar(100), FOREIGN KEY (person_id) REFERENCES people (id));
CREATE TABLE orders (id integer PRIMARY KEY, person_id integer, amount decimal(30, 10) NOT NULL, name varchar(100) NOT NULL,
    code varchar(8) NOT NULL, slug varchar(100) NOT NULL UNIQUE, extra json NOT NULL, bits BLOB NOT NULL, born date, at {datetime},
    rating decimal(6, 2) NOT NULL, paid boolean NOT NULL, ratio {float} NOT NULL, label varchar(20) NOT NULL,
    words integer GENERATED ALWAYS AS (length(name)) STORED,
    FOREIGN KEY (person_id) REFERENCES people (id) ON DELETE SET NULL);
CREATE TABLE items (order_id integer NOT NULL, n integer NOT NULL, gift_for varchar(100), PRIMARY KEY (order_id, n),
    FOREIGN KEY (order_id) REFERENCES orders (id)){without_rowid};
CREATE TABLE desks (id integer PRIMARY KEY, person_id integer NOT NULL, lamp_id integer, FOREIGN KEY (person_id) REFERENCES people (id)
    {desk_link});
CREATE TABLE lamps (id integer PRIMARY KEY, person_id integer NOT NULL, desk_id integer, FOREIGN KEY (person_id) REFERENCES people (id),
    FOREIGN KEY (desk_id) REFERENCES desks (id));
{alter}
CREATE TABLE links (id integer PRIMARY KEY, person_id integer NOT NULL, next_id integer, FOREIGN KEY (next_id) REFERENCES links (id));
CREATE TABLE visits (person_id integer, page varchar(100));
CREATE TABLE boards (id integer PRIMARY KEY, watchers json, title varchar(100));
CREATE TABLE ledger (id integer PRIMARY KEY, person_id integer NOT NULL, what varchar(100) NOT NULL);
CREATE TABLE rooms (id integer PRIMARY KEY, owner_id integer, FOREIGN KEY (owner_id) REFERENCES people (id) ON DELETE CASCADE);
CREATE VIEW readers AS SELECT id FROM people;
"""
WORDS = {
    "postgresql": {"BLOB": "bytea", "{datetime}": "timestamp", "{float}": "real", "json ": "jsonb "},
    "mariadb": {"{datetime}": "datetime(3)", "{float}": "float"},
    "sqlite": {
        "{datetime}": "datetime",
        "{float}": "real",
        "{desk_link}": ", FOREIGN KEY (lamp_id) REFERENCES lamps (id)",
        "{alter}": "",
        "{without_rowid}": " WITHOUT ROWID",
    },
}
OTHERWISE = {
    "{desk_link}": "",
    "{alter}": "ALTER TABLE desks ADD FOREIGN KEY (lamp_id) REFERENCES lamps (id);",
    "{without_rowid}": "",
}
MAP = """
kind: sql
name: The cabinet
database: DATABASE
people:
  people:
    key: id
    identifiers: {platform_id: id, email: email}
    account: {column: state, active: open, suspended: closing}
tables:
  people: {category: c, person: "", erase: delete, files: {avatar: {storage: platform_media}},
    fields: {id: , email: , avatar: , state: , invited_by: {erase: {set: null}}}}
  notes: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , parent_id: {erase: {set: null}}, body: }}
  files: {category: c, person: person_id > people.id, erase: delete, files: {path: {storage: platform_media}},
    fields: {id: , person_id: , path: }}
  orders:
    category: c
    person: person_id > people.id
    erase: anonymise
    retain: {basis: legal_obligation, reason: "The books have to be kept for years.", rule: books}
    fields:
      id:
      person_id:
      amount: {erase: keep}
      name:
      code: {erase: pseudonym}
      slug:
      extra: {inside: {kept: {erase: keep}, who->name: {erase: pseudonym}, token: {withheld: A secret that helps nobody at all.}}}
      born:
      at: {erase: {set: "2000-01-01 00:00:00"}}
      rating: {erase: {set: 0}}
      paid: {erase: {set: false}}
      ratio: {erase: {set: "0.1"}}
      label: {erase: {set: GONE}}
      words:
    withheld: {bits: "A secret that helps nobody at all."}
  items: {category: c, key: [order_id, n], person: order_id > orders.id / person_id > people.id, erase: delete, fields: {order_id: , n: , gift_for: }}
  desks: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , lamp_id: {erase: {set: null}}}}
  lamps: {category: c, person: [person_id > people.id, desk_id > desks.id / person_id > people.id], erase: delete, fields: {id: , person_id: , desk_id: }}
  links: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , next_id: {erase: {set: null}}}}
  visits: {category: c, key: [], person: person_id > people.id, erase: delete, fields: {person_id: , page: }}
  boards: {category: c, person: "watchers[] > people.id", shared: true, erase: delete, fields: {id: , watchers: , title: }}
  ledger: {category: c, person: person_id > people.id, erase: retain,
    retain: {basis: legal_obligation, reason: "The books have to be kept for years.", rule: books},
    fields: {id: , person_id: , what: }}
not_personal:
  rooms: Rooms of the house which nobody calls their own.
"""
MINE, OTHER = 1, 2
EXTRA = '{"kept": {"n": 12345678901234567890.10, "é": [1, null]}, "who": {"name": "P%s", "at": "home"}, "token": "s3cret"}'


class Cabinet:
    """One server's cabinet: its store, and a way past the store to what is in it."""

    def __init__(self, server: str, database: Any = None) -> None:
        self.server, self.database = server, database
        self.alias = database.alias if database else "platform"

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement as the owner of the tables and return its rows; values are written as %s."""
        if self.server == "postgresql":
            with connections["platform"].cursor() as cursor:
                cursor.execute("SET search_path TO cabinet")
                cursor.execute(statement, values or None)
                rows = cursor.fetchall() if cursor.description else []
                cursor.execute("SET search_path TO DEFAULT")
                return rows
        mark = "?" if self.server == "sqlite" else "%s"
        return [tuple(row) for row in self.database.rows(statement.replace("%s", mark), values)]

    def store(self, **changes: Any) -> Store:
        """Return the store, with parts of its map replaced: `orders={...}` updates that table's declaration."""
        data = yaml.safe_load(MAP)
        data["database"] = self.alias
        if self.server == "postgresql":
            data["schema"] = "cabinet"
        for table, change in changes.items():
            for key, value in change.items():
                if isinstance(value, dict) and isinstance(data["tables"][table].get(key), dict):
                    data["tables"][table][key].update(value)
                else:
                    data["tables"][table][key] = value
        node = yaml.compose(yaml.safe_dump(data), Loader=yaml.SafeLoader)
        return Store(read_store("cabinet", Entry(node, "cabinet.yaml", "stores.cabinet", 1)))

    def ids(self, table: str, where: str = "1 = 1", column: str = "id") -> list[Any]:
        """Return one column of the rows, in order."""
        return [row[0] for row in self.run(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1")]

    def everything(self, but: str = "") -> dict[str, list[str]]:
        """Return all rows of all tables as texts; `but` is a condition for rows of `orders` that are left out."""
        tables = [
            "people",
            "notes",
            "files",
            "orders",
            "items",
            "desks",
            "lamps",
            "links",
            "visits",
            "boards",
            "ledger",
            "rooms",
        ]
        return {
            table: sorted(repr(row) for row in self.run(f"SELECT * FROM {table} WHERE {but or '1 = 1'}"))
            for table in tables
            if not but or table == "orders"
        }

    def build(self) -> None:
        """Make the tables and fill them for two people who are tied to each other."""
        text = SCHEMA
        for word, kind in (
            WORDS[self.server] | {w: k for w, k in OTHERWISE.items() if w not in WORDS[self.server]}
        ).items():
            text = text.replace(word, kind)
        if self.server == "postgresql":
            self.run(f"CREATE SCHEMA cabinet; SET search_path TO cabinet; {text}")
        else:
            self.database.build(text)
        for me in (MINE, OTHER):
            self.run(
                "INSERT INTO people VALUES (%s, %s, %s, 'open', NULL)", me, f"P{me}@Example.org", f"a{me}.png"
            )
        self.run("UPDATE people SET invited_by = 3 - id")
        for me in (MINE, OTHER):
            self._fill(me)
        self.run("INSERT INTO notes VALUES (99, %s, 11, 'z')", OTHER)
        self.run(
            "INSERT INTO boards VALUES (1, '[1, \"2\", 12, {\"a\": [1, 1.50]}]', 'both'), (2, '[\"1\"]', 'mine'), (3, '[12, 21]', 'neither'), (4, NULL, 'none')"
        )

    def _fill(self, me: int) -> None:
        ten = me * 10
        self.run("INSERT INTO notes VALUES (%s, %s, NULL, 'x'), (%s, %s, %s, 'y')", ten, me, ten + 1, me, ten)
        self.run(
            "INSERT INTO files VALUES (%s, %s, %s), (%s, %s, 'both.png')", ten, me, f"f{me}.png", ten + 1, me
        )
        for n in range(ten, ten + 5):
            self.run(
                "INSERT INTO orders (id, person_id, amount, name, code, slug, extra, bits, born, at, rating, paid, ratio, label) VALUES "
                "(%s, %s, 9.5, 'Name', 'C', %s, %s, %s, '2000-01-01', '2020-02-03 04:05:06.5', 4.5, TRUE, 0.3, 'gone')",
                n, me, f"s{n}", EXTRA % me, b"\x00\xffbits",
            )  # fmt: skip
            self.run("INSERT INTO items VALUES (%s, 1, 'somebody')", n)
        self.run("INSERT INTO desks VALUES (%s, %s, NULL)", ten, me)
        self.run("INSERT INTO lamps VALUES (%s, %s, %s)", ten, me, ten)
        self.run("UPDATE desks SET lamp_id = id WHERE id = %s", ten)
        # A circle of three, one that points at itself, and a line of two that hangs on the circle.
        for n in range(ten, ten + 6):
            self.run("INSERT INTO links VALUES (%s, %s, NULL)", n, me)
        for n, after in ((0, 1), (1, 2), (2, 0), (3, 3), (4, 0), (5, 4)):
            self.run("UPDATE links SET next_id = %s WHERE id = %s", ten + after, ten + n)
        for _ in range(3):
            self.run("INSERT INTO visits VALUES (%s, 'home')", me)
        self.run("INSERT INTO ledger VALUES (%s, %s, 'paid')", ten, me)


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
def cabinet(request: Any, db: None, settings: Any, tmp_path: Path) -> Iterator[Cabinet]:
    """Return the filled cabinet of one server, with its files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "platform_media": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "media"},
        },
    }
    fixture = {"mariadb": "maria_db", "sqlite": "lite_db"}.get(request.param)
    made = Cabinet(request.param, request.getfixturevalue(fixture) if fixture else None)
    made.build()
    for name in ("a1.png", "a2.png", "f1.png", "f2.png", "both.png"):
        storages["platform_media"].save(name, ContentFile(b"picture"))
    return made


def located(person: int = MINE) -> Located:
    """Return one of the two people."""
    return Located(
        "cabinet",
        {"people": [(person,)]},
        {"platform_id": [str(person)], "email": [f"p{person}@example.org"]},
    )


def documents(store: Store, table: str, person: int = MINE) -> list[Any]:
    """Return the person's rows as JSON says them, numbers as they are written."""
    from exports.stores import collect

    lines = list(collect.rows(store, store.table(table), located(person)))
    assert not any(b"\n" in line for line in lines)
    return [json.loads(line, parse_float=str) for line in lines]
