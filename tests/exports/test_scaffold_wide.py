"""The scaffold over several schemas and inside documents, on PostgreSQL and on MariaDB: it fits, and guesses no more than it sees."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts.datamap.current import current
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.locate import locate_by
from exports.stores.registry import open_store
from exports.stores.store import Store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
GUILD = """
CREATE SCHEMA guild; CREATE SCHEMA "Old Papers"; CREATE SCHEMA props;
CREATE TABLE guild.members (id uuid PRIMARY KEY, email text UNIQUE, first_name text, last_name text);
CREATE TABLE guild.dues (id serial PRIMARY KEY, member_id uuid REFERENCES guild.members, paid_on date);
CREATE TABLE guild.teams (id serial PRIMARY KEY, extra jsonb, title text);
CREATE TABLE guild.lists (id serial PRIMARY KEY, of jsonb);
CREATE TABLE guild.letters (id serial PRIMARY KEY, member_id uuid REFERENCES guild.members, meta jsonb);
CREATE TABLE guild.shelves (id serial PRIMARY KEY, extra jsonb);
CREATE TABLE "Old Papers".dues (id serial PRIMARY KEY, member_id uuid, paid_on date);
CREATE TABLE "Old Papers".journal (id serial PRIMARY KEY, entry jsonb);
CREATE TABLE "Old Papers".colours (id serial PRIMARY KEY, rgb text);
CREATE TABLE props.swords (id serial PRIMARY KEY, length int);
INSERT INTO guild.members SELECT md5(n::text)::uuid, 'canary' || n || '@example.org', 'Canarina', 'Canarelli' FROM generate_series(1, 9) n;
INSERT INTO guild.teams (extra) SELECT jsonb_build_object('who', jsonb_build_object('in', jsonb_build_array(id, id)), 'n', 1) FROM guild.members;
INSERT INTO guild.lists (of) SELECT jsonb_build_array(id) FROM guild.members;
INSERT INTO guild.letters (member_id, meta) SELECT id, jsonb_build_object('from', id) FROM guild.members;
INSERT INTO guild.shelves (extra) SELECT jsonb_build_object('box', md5('box' || id)) FROM guild.members;
INSERT INTO "Old Papers".journal (entry) SELECT jsonb_build_object('event', jsonb_build_object('actor', jsonb_build_object('id', id), 'n', 7)) FROM guild.members;
INSERT INTO "Old Papers".journal (entry) VALUES ('[]'), ('"x"'), ('{"event": null}'), (NULL);
"""
CHINOOK = """
CREATE TABLE Employee (EmployeeId integer PRIMARY KEY, LastName varchar(20) NOT NULL, FirstName varchar(20) NOT NULL, Email varchar(60), ReportsTo integer, FOREIGN KEY (ReportsTo) REFERENCES Employee (EmployeeId));
CREATE TABLE Customer (CustomerId integer PRIMARY KEY, FirstName varchar(40) NOT NULL, LastName varchar(20) NOT NULL, Email varchar(60) NOT NULL UNIQUE, Phone varchar(24), SupportRepId integer, FOREIGN KEY (SupportRepId) REFERENCES Employee (EmployeeId));
CREATE TABLE Invoice (InvoiceId integer PRIMARY KEY, CustomerId integer NOT NULL, BillingCity varchar(40), Total decimal(10, 2) NOT NULL, FOREIGN KEY (CustomerId) REFERENCES Customer (CustomerId));
CREATE TABLE Track (TrackId integer PRIMARY KEY, Milliseconds integer NOT NULL);
CREATE TABLE InvoiceLine (InvoiceLineId integer PRIMARY KEY, InvoiceId integer NOT NULL, TrackId integer NOT NULL, FOREIGN KEY (InvoiceId) REFERENCES Invoice (InvoiceId), FOREIGN KEY (TrackId) REFERENCES Track (TrackId));
CREATE TABLE Played (PlayedId integer PRIMARY KEY, payload json NOT NULL);
CREATE TABLE Party (PartyId integer PRIMARY KEY, guests json);
CREATE DATABASE {archive};
CREATE TABLE {archive}.Invoice (InvoiceId integer PRIMARY KEY, CustomerId integer NOT NULL, FOREIGN KEY (CustomerId) REFERENCES {shop}.Customer (CustomerId));
INSERT INTO Employee VALUES (1, 'Canarelli', 'Canarina', 'boss@example.org', NULL);
INSERT INTO Customer SELECT seq, 'Canarina', 'Canarelli', concat('canary', seq, '@example.org'), NULL, 1 FROM seq_1_to_9;
INSERT INTO Played SELECT seq, json_object('quantity', seq, 'customer', json_object('id', seq)) FROM seq_1_to_9;
INSERT INTO Party SELECT seq, json_array(seq) FROM seq_1_to_9;
"""


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Iterator[None]:
    settings.DATA_MAP_FILES = []
    current.cache_clear()
    yield
    current.cache_clear()


def scaffolded(settings: Any, file: Path, alias: str, *schemas: str) -> tuple[Store, str]:
    """Scaffold, put what came out in force, and return the store and the text."""
    wished = [word for schema in schemas for word in ("--schema", schema)]
    call_command(
        "datamap",
        "scaffold",
        "found",
        "--from-alias",
        alias,
        *wished,
        "--output",
        str(file),
        stdout=StringIO(),
    )
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    return open_store("found"), file.read_text("utf-8")


def test_several_schemas_and_what_stands_inside_documents(settings: Any, tmp_path: Path) -> None:
    """Two tables of one name, ways from one schema to another, keys one to three levels deep and in arrays."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(GUILD)
    store, text = scaffolded(settings, tmp_path / "found.yaml", "platform", "guild", "Old Papers", "props")
    assert drift(store) == []
    assert feasible(store) == []
    tables = store.map.tables
    assert set(tables) == {
        "members", "dues", "dues in Old Papers", "teams", "lists", "letters", "journal in Old Papers",
    }  # fmt: skip
    assert (tables["dues in Old Papers"].relation, tables["dues in Old Papers"].schema) == (
        "dues",
        "Old Papers",
    )
    for line in (
        '"entry->event->actor->id > members.id" # guess 85 %: 9 values in its documents were looked for',
        '"extra->who->in[] > members.id" # guess 65 %',
        '"of[] > members.id"',
        "letters: meta->from holds keys of members as well. See whose they are.",
        "props: no table of this schema leads to a person, so it is left out and not watched.",
    ):
        assert line in text, line
    assert "box" not in text
    assert "canar" not in text.lower()
    assert "c4ca4238" not in text  # A key that was looked for.
    assert set(store.map.not_personal) == {"shelves", "Old Papers.colours"}
    located = locate_by(store, {"email": ["canary1@example.org"]})
    assert len(located.keys["members"]) == 1

    with connections["platform"].cursor() as cursor:
        cursor.execute('CREATE TABLE "Old Papers".strangers (id int)')
    assert [one for one in drift(store) if "the table strangers is not placed" in one]


def test_a_schema_that_is_not_there_is_named_among_those_that_are(settings: Any, tmp_path: Path) -> None:
    with connections["platform"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA guild; CREATE TABLE guild.members (id int PRIMARY KEY, email text)")
    with pytest.raises(CommandError, match="no table in schema gild of platform"):
        scaffolded(settings, tmp_path / "found.yaml", "platform", "guild", "gild")


def test_a_music_shop_on_mariadb(maria_db: Any, settings: Any, tmp_path: Path) -> None:
    """Numbers as keys: only a place that is called as somebody is taken for one, however many numbers fit."""
    archive = f"{maria_db.name}_archive"
    maria_db.build(CHINOOK.format(shop=maria_db.name, archive=archive))
    store, text = scaffolded(settings, tmp_path / "found.yaml", "maria", maria_db.name, archive)
    assert drift(store) == []
    assert feasible(store) == []
    tables = store.map.tables
    assert set(store.map.people) == {"Customer", "Employee"}
    other = f"Invoice in {archive}"
    assert {"Invoice", "InvoiceLine", "Played", "Party", other} <= set(tables)
    assert '"payload->customer->id > Customer.CustomerId" # guess 70 %' in text
    assert '"guests[] > Customer.CustomerId" # guess 70 %' in text
    assert '"CustomerId > Customer.CustomerId" # guess 95 %: a foreign key says so' in text
    assert "quantity" not in text
    assert "canar" not in text.lower()
    assert set(store.map.not_personal) == {"Track"}
    assert (tables["Invoice"].erase, tables["InvoiceLine"].erase) == ("anonymise", "retain")
    located = locate_by(store, {"email": ["canary3@example.org"]})
    assert [key for (key, *_rest) in located.keys["Customer"]] == [3]
