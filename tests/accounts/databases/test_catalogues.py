"""What MariaDB and SQLite say about their tables, in the words all engines share, and what an account may do there."""

from typing import Any

import pytest
from django.db import connections

from accounts.databases import engine_for
from accounts.databases.catalogue import ForeignKey
from accounts.databases.engine import Engine
from accounts.databases.mysql_catalogue import covers

MARIA = """
CREATE TABLE person (tenant int NOT NULL, no int NOT NULL, mail varchar(120) UNIQUE, PRIMARY KEY (tenant, no)) ENGINE=InnoDB;
CREATE TABLE wide (id bigint unsigned PRIMARY KEY AUTO_INCREMENT, tenant int, person int, yes boolean NOT NULL, bit1 bit(1), bits bit(8),
    mood enum('glad','it''s'), moods set('a','b'), doc json, words text, raw varbinary(20), fixed binary(16) NOT NULL, at datetime(6),
    year_ year, len time, half int GENERATED ALWAYS AS (id / 2) VIRTUAL, made datetime DEFAULT current_timestamp ON UPDATE current_timestamp,
    token uuid, net inet6, spot point, FOREIGN KEY (tenant, person) REFERENCES person (tenant, no) ON DELETE SET NULL);
CREATE TABLE parted (id int NOT NULL, y int NOT NULL, PRIMARY KEY (id, y)) PARTITION BY RANGE (y) (PARTITION a VALUES LESS THAN (10),
    PARTITION b VALUES LESS THAN MAXVALUE);
CREATE VIEW looks AS SELECT id FROM wide;
CREATE TABLE "{name}_two".note (id int PRIMARY KEY, wide bigint unsigned, FOREIGN KEY (wide) REFERENCES "{name}".wide (id) ON DELETE CASCADE);
"""
LITE = """
CREATE TABLE person (tenant int NOT NULL, no int NOT NULL, mail varchar(120) UNIQUE, PRIMARY KEY (tenant, no)) WITHOUT ROWID;
CREATE TABLE wide (id INTEGER PRIMARY KEY, tenant int, person int, yes boolean NOT NULL, doc json, words text, raw blob, at datetime,
    half int GENERATED ALWAYS AS (id / 2) VIRTUAL, kept int GENERATED ALWAYS AS (id * 2) STORED, token uuid, loose, amount decimal(10, 2),
    Mail varchar(120) REFERENCES PERSON (MAIL), FOREIGN KEY (tenant, person) REFERENCES person ON DELETE SET NULL);
CREATE TABLE keyless (a text, b text);
CREATE UNIQUE INDEX some ON keyless (a) WHERE b = 'x';
CREATE UNIQUE INDEX low ON keyless (lower(b));
CREATE TABLE counted (id integer PRIMARY KEY AUTOINCREMENT);
CREATE VIEW looks AS SELECT id FROM wide;
CREATE VIRTUAL TABLE search USING fts5(words);
"""


@pytest.fixture
def maria(maria_db: Any) -> Engine:
    maria_db.build(f'CREATE DATABASE "{maria_db.name}_two"')
    maria_db.build(MARIA.replace("{name}", maria_db.name))
    return engine_for(connections["maria"])


@pytest.fixture
def lite(lite_db: Any) -> Engine:
    lite_db.build(LITE)
    return engine_for(connections["lite"])


def test_mariadbs_tables(maria: Engine) -> None:
    main = maria.default_schema
    live = maria.read_schema([main])
    assert {table for _schema, table in live.columns} == {"person", "wide", "parted"}
    wide = live.columns[main, "wide"]
    assert {name: (one.family, one.base) for name, one in wide.items()} == {
        "id": ("N", "bigint"), "tenant": ("N", "int"), "person": ("N", "int"), "yes": ("B", "tinyint"), "bit1": ("B", "bit"),
        "bits": ("U", "bit"), "mood": ("E", "enum"), "moods": ("E", "set"), "doc": ("U", "json"), "words": ("S", "text"),
        "raw": ("U", "varbinary"), "fixed": ("U", "binary"), "at": ("D", "datetime"), "year_": ("N", "year"), "len": ("T", "time"),
        "half": ("N", "int"), "made": ("D", "datetime"), "token": ("U", "uuid"), "net": ("I", "inet6"), "spot": ("G", "point"),
    }  # fmt: skip
    assert [name for name, one in wide.items() if one.generated] == ["half"]
    assert [name for name, one in wide.items() if not one.nullable] == ["id", "yes", "fixed"]
    assert [name for name, one in wide.items() if one.unique] == ["id"]
    assert wide["mood"].options == ("glad", "it's")
    mail = live.columns[main, "person"]["mail"]
    assert (mail.length, mail.unique, wide["fixed"].length, wide["words"].length) == (120, True, 16, None)
    assert sorted(live.unique_keys[main, "person"]) == [("mail",), ("tenant", "no")]
    assert set(live.references) == {
        ForeignKey((main, "wide"), ("tenant", "person"), (main, "person"), ("tenant", "no"), "set null"),
        ForeignKey((f"{main}_two", "note"), ("wide",), (main, "wide"), ("id",), "cascade"),
    }


def test_sqlites_tables(lite: Engine) -> None:
    live = lite.read_schema(["main"])
    assert {table for _schema, table in live.columns} == {"person", "wide", "keyless", "counted", "search"}
    wide = live.columns["main", "wide"]
    assert {name: (one.family, one.base) for name, one in wide.items()} == {
        "id": ("N", "integer"), "tenant": ("N", "integer"), "person": ("N", "integer"), "yes": ("B", "boolean"), "doc": ("U", "json"),
        "words": ("S", "text"), "raw": ("U", "blob"), "at": ("D", "datetime"), "half": ("N", "integer"), "kept": ("N", "integer"),
        "token": ("U", "uuid"), "loose": ("S", ""), "amount": ("N", "numeric"), "Mail": ("S", "text"),
    }  # fmt: skip
    assert [name for name, one in wide.items() if one.generated] == ["half", "kept"]
    assert [name for name, one in wide.items() if not one.nullable] == ["id", "yes"]
    assert live.columns["main", "person"]["mail"].length == 120
    assert live.unique_keys["main", "wide"] == [("id",)]
    assert live.unique_keys["main", "keyless"] == []
    assert sorted(live.unique_keys["main", "person"]) == [("mail",), ("tenant", "no")]
    assert set(live.references) == {
        ForeignKey(("main", "wide"), ("tenant", "person"), ("main", "person"), ("tenant", "no"), "set null"),
        ForeignKey(("main", "wide"), ("Mail",), ("main", "person"), ("mail",), "no action"),
    }


@pytest.mark.parametrize("server", ["maria", "lite"])
def test_the_account_that_reads_may_not_change_and_the_other_may(server: str, request: Any) -> None:
    engine = request.getfixturevalue(server)
    schema = engine.default_schema
    assert engine.may("SELECT", schema, "wide")
    assert not engine.may("UPDATE", schema, "wide")
    assert not engine.may("DELETE", schema, "wide")
    writes = engine_for(connections[f"{server}_write"])
    assert writes.may("UPDATE", schema, "wide")
    assert writes.may("DELETE", schema, "wide")


def test_a_right_on_one_table_or_by_a_role_counts_and_one_on_a_column_does_not(
    maria_db: Any, maria: Engine
) -> None:
    account = f"{maria_db.name}_r@'{maria_db.server['host']}'"
    maria_db.rows(f"CREATE OR REPLACE ROLE {maria_db.name}_role")
    maria_db.rows(f'GRANT DELETE ON "{maria_db.name}".wide TO {maria_db.name}_role')
    maria_db.rows(f'GRANT UPDATE ON "{maria_db.name}".person TO {account}')
    maria_db.rows(f'GRANT UPDATE (words) ON "{maria_db.name}".wide TO {account}')
    maria_db.rows(f"GRANT {maria_db.name}_role TO {account}")
    maria_db.rows(f"SET DEFAULT ROLE {maria_db.name}_role FOR {account}")
    connections["maria"].close()
    schema = maria.default_schema
    try:
        found = {(r, t): maria.may(r, schema, t) for r in ("UPDATE", "DELETE") for t in ("wide", "person")}
        assert found == {
            ("UPDATE", "wide"): False, ("DELETE", "wide"): True, ("UPDATE", "person"): True, ("DELETE", "person"): False,
        }  # fmt: skip
    finally:
        maria_db.rows(f"DROP ROLE {maria_db.name}_role")
        maria_db.rows(f'REVOKE UPDATE ON "{maria_db.name}".person FROM {account}')
        maria_db.rows(f'REVOKE UPDATE (words) ON "{maria_db.name}".wide FROM {account}')


@pytest.mark.parametrize(
    ("pattern", "table", "schema", "covered"),
    [
        ("*", "*", "shop", True),
        ("shop", "*", "shop", True),
        ("sh_p", "*", "shop", True),
        (r"sh\_p", "*", "shop", False),
        ("sh%", "*", "shop", True),
        ("sh.p", "*", "shop", False),
        ("sh%", "person", "shop", False),
        ("shop", "person", "shop", True),
        ("shop", "people", "shop", False),
    ],
)
def test_schemas_in_grants_are_patterns(pattern: str, table: str, schema: str, covered: bool) -> None:
    assert covers((frozenset({"SELECT"}), pattern, table), "SELECT", schema, "person") is covered
    assert not covers((frozenset({"SELECT"}), pattern, table), "DELETE", schema, "person")
    assert covers((frozenset({"ALL PRIVILEGES"}), pattern, table), "DELETE", schema, "person") is covered
