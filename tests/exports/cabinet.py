"""A small database of its own for the eraser's tests: every kind of column, link and handling in a few tables."""

from typing import Any

import yaml
from django.db import connections

from accounts.datamap.reader import Entry
from accounts.datamap.stores import read_store
from exports.stores.located import Located
from exports.stores.store import Store

SCHEMA = """
CREATE SCHEMA cabinet;
SET LOCAL search_path TO cabinet;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE DOMAIN word AS text;
CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL, avatar text, state text NOT NULL DEFAULT 'open',
    invited_by int REFERENCES people);
CREATE TABLE notes (id int PRIMARY KEY, person_id int REFERENCES people ON DELETE SET NULL, parent_id int REFERENCES notes,
    body text);
CREATE TABLE files (id int PRIMARY KEY, person_id int NOT NULL REFERENCES people, path text);
CREATE TABLE orders (id int PRIMARY KEY, person_id int REFERENCES people ON DELETE SET NULL, amount numeric NOT NULL,
    name text NOT NULL, code varchar(8) NOT NULL, slug text NOT NULL UNIQUE, tags text[] NOT NULL DEFAULT '{}',
    extra jsonb NOT NULL DEFAULT '{}', raw json, secret bytea NOT NULL DEFAULT '', feeling mood, said word NOT NULL,
    ip inet NOT NULL DEFAULT '10.0.0.1', born date, alias uuid NOT NULL DEFAULT gen_random_uuid(), words int GENERATED ALWAYS AS
    (length(name)) STORED);
CREATE TABLE lines (order_id int NOT NULL REFERENCES orders, n int, gift_for text, PRIMARY KEY (order_id, n));
CREATE TABLE desks (id int PRIMARY KEY, person_id int NOT NULL REFERENCES people, lamp_id int);
CREATE TABLE lamps (id int PRIMARY KEY, person_id int NOT NULL REFERENCES people, desk_id int REFERENCES desks);
ALTER TABLE desks ADD FOREIGN KEY (lamp_id) REFERENCES lamps;
CREATE TABLE ledger (id int PRIMARY KEY, person_id int NOT NULL, what text NOT NULL);
CREATE TABLE rooms (id int PRIMARY KEY, owner_id int REFERENCES people ON DELETE CASCADE);
"""

MAP = """
kind: sql
name: The cabinet
database: platform
schema: cabinet
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
    fields: {id: , person_id: , amount: {erase: keep}, name: , code: {erase: pseudonym}, slug: , tags: , extra: , raw: , feeling: , said: ,
      ip: {erase: {set: 0.0.0.0}}, born: , alias: {erase: pseudonym}, words: }
    withheld: {secret: "A secret that helps nobody at all."}
  lines: {category: c, key: [order_id, n], person: order_id > orders.id / person_id > people.id, erase: delete, fields: {order_id: , n: , gift_for: }}
  desks: {category: c, person: person_id > people.id, erase: delete, fields: {id: , person_id: , lamp_id: {erase: {set: null}}}}
  lamps: {category: c, person: [person_id > people.id, desk_id > desks.id / person_id > people.id], erase: delete, fields: {id: , person_id: , desk_id: }}
  ledger: {category: c, person: person_id > people.id, erase: retain,
    retain: {basis: legal_obligation, reason: "The books have to be kept for years.", rule: books},
    fields: {id: , person_id: , what: }}
not_personal:
  rooms: Rooms of the house which nobody calls their own.
"""

MINE, OTHER = 1, 2


def cabinet_store(**changes: Any) -> Store:
    """Return the store, with parts of its map replaced: `orders={...}` updates that table's declaration."""
    data = yaml.safe_load(MAP)
    for table, change in changes.items():
        for key, value in change.items():
            if isinstance(value, dict) and isinstance(data["tables"][table].get(key), dict):
                data["tables"][table][key].update(value)
            else:
                data["tables"][table][key] = value
    node = yaml.compose(yaml.safe_dump(data), Loader=yaml.SafeLoader)
    return Store(read_store("cabinet", Entry(node, "cabinet.yaml", "stores.cabinet", 1)))


def build() -> None:
    """Create the tables in the caller's transaction and fill them for two people who are tied to each other."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(SCHEMA)
        for me, _you in ((MINE, OTHER), (OTHER, MINE)):
            cursor.execute(
                "INSERT INTO people VALUES (%s, %s, %s, 'open', NULL)",
                [me, f"p{me}@example.org", f"a{me}.png"],
            )
        cursor.execute("UPDATE people SET invited_by = 3 - id")
        for me in (MINE, OTHER):
            ten = me * 10
            cursor.execute(
                "INSERT INTO notes VALUES (%s, %s, NULL, 'x'), (%s, %s, %s, 'y')", [ten, me, ten + 1, me, ten]
            )
            cursor.execute(
                "INSERT INTO files VALUES (%s, %s, %s), (%s, %s, 'both.png')",
                [ten, me, f"f{me}.png", ten + 1, me],
            )
            cursor.execute(
                "INSERT INTO orders (id, person_id, amount, name, code, slug, tags, extra, raw, feeling, said, secret, born) "
                "SELECT n, %s, 9.5, 'Name', 'C', 's' || n, '{t}', '{\"a\": 1}', '{\"b\": 2}', 'glad', 'word', 'abc', '2000-01-01' "
                "FROM generate_series(%s, %s) n",
                [me, ten, ten + 4],
            )
            cursor.execute(
                "INSERT INTO lines SELECT n, 1, 'somebody' FROM generate_series(%s, %s) n", [ten, ten + 4]
            )
            cursor.execute("INSERT INTO desks VALUES (%s, %s, NULL)", [ten, me])
            cursor.execute("INSERT INTO lamps VALUES (%s, %s, %s)", [ten, me, ten])
            cursor.execute("UPDATE desks SET lamp_id = id WHERE id = %s", [ten])
            cursor.execute("INSERT INTO ledger VALUES (%s, %s, 'paid')", [ten, me])
        # Somebody else's answer hangs on my note.
        cursor.execute("INSERT INTO notes VALUES (99, %s, 11, 'z')", [OTHER])
        cursor.execute("SET LOCAL search_path TO DEFAULT")


def located(person: int = MINE) -> Located:
    """Return one of the two people."""
    return Located(
        "cabinet",
        {"people": [(person,)]},
        {"platform_id": [str(person)], "email": [f"p{person}@example.org"]},
    )


def rows(table: str, where: str = "TRUE") -> list[dict[str, Any]]:
    """Return rows of a table as dictionaries, in one order."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(r) FROM cabinet.{table} r WHERE {where} ORDER BY to_jsonb(r)::text")
        import json

        return [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
