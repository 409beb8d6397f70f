"""What the scaffold proposes for databases nobody described: it loads, fits, can be erased by, and shows no value."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from accounts.databases.catalogue import Column
from accounts.datamap.current import current
from exports.reaching import why_out_of_reach
from exports.scaffold.signs import by_look, by_name, sign_of
from exports.scaffold.words import joined, singular
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.registry import open_store
from exports.stores.store import StoreUnavailable
from tests import inkwell
from tests.exports import cabinet, odd_shop
from tests.exports.hard import postgresql as hard

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
CAFE = """
CREATE SCHEMA cafe;
SET LOCAL search_path TO cafe;
CREATE TABLE address (id serial PRIMARY KEY, street text, zip text, city text, phone text);
CREATE TABLE guests (
    id serial PRIMARY KEY, mail text NOT NULL UNIQUE, first_name text, last_name text, born date NOT NULL,
    password_hash text NOT NULL, mail_confirmed_at timestamptz, address_id int REFERENCES address, lang text);
CREATE TABLE cups (id serial PRIMARY KEY, name text, price numeric NOT NULL);
CREATE TABLE orders (id serial PRIMARY KEY, guest_id int NOT NULL, cup_id int, amount numeric NOT NULL, ordered_at timestamptz NOT NULL, ship_to_street text);
CREATE TABLE order_line (id serial PRIMARY KEY, order_id int NOT NULL REFERENCES orders, cup_id int REFERENCES cups);
CREATE TABLE receipts (id serial PRIMARY KEY, guest_id int NOT NULL REFERENCES guests, total numeric NOT NULL);
CREATE TABLE remarks (id serial PRIMARY KEY, subject_type text, subject_id int, body text NOT NULL);
CREATE TABLE visits (id bigserial, guest_id int NOT NULL REFERENCES guests, seen_from text, at timestamptz);
CREATE TABLE leaflet (id serial PRIMARY KEY, whom text, sent_at timestamptz);
CREATE TABLE friends (a int NOT NULL REFERENCES guests, b int NOT NULL REFERENCES guests, PRIMARY KEY (a, b));
CREATE TABLE book_of_guests (id serial PRIMARY KEY, written text, body text);
CREATE TABLE ghosts (id serial PRIMARY KEY, label text, social_security_no text);
INSERT INTO guests (mail, first_name, last_name, born, password_hash) SELECT 'canary' || n || '@example.org', 'Canarina', 'Canarelli', '1980-01-01',
    '$2b$12$canarycanarycanarycanary' FROM generate_series(1, 9) n;
INSERT INTO remarks (subject_type, subject_id, body) SELECT 'Guest', n, 'canary sings ' || n FROM generate_series(1, 9) n;
INSERT INTO visits (guest_id, seen_from) SELECT n, '203.0.113.' || n FROM generate_series(1, 9) n;
INSERT INTO leaflet (whom) SELECT 'canary' || n || '@example.org' FROM generate_series(1, 9) n;
"""


def scaffolded(tmp_path: Path, *place: str, store: str = "found") -> str:
    file = tmp_path / "found.yaml"
    call_command("datamap", "scaffold", store, *place, "--output", str(file), stdout=StringIO())
    return file.read_text("utf-8")


def in_force(settings: Any, tmp_path: Path) -> Any:
    settings.DATA_MAP_FILES = [tmp_path / "found.yaml"]
    current.cache_clear()
    return open_store("found")


@pytest.fixture
def cafe(db: None, tmp_path: Path) -> str:
    with connections["platform"].cursor() as cursor:
        cursor.execute(CAFE)
        cursor.execute("SET LOCAL search_path TO DEFAULT")
    return scaffolded(tmp_path, "--from-alias", "platform", "--schema", "cafe")


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Any:
    settings.DATA_MAP_FILES = []
    current.cache_clear()
    yield
    current.cache_clear()


@pytest.mark.promise("P04")
@pytest.mark.parametrize(
    ("build", "schema"),
    [
        (odd_shop.build, "Odd Shop"),
        (inkwell.create, "inkwell"),
        (cabinet.build, "cabinet"),
        (hard.build, "Hard Shapes"),
    ],
    ids=["odd-shop", "inkwell", "cabinet", "hard-shapes"],
)
def test_what_is_proposed_is_green_as_it_is(build: Any, schema: str, settings: Any, tmp_path: Path) -> None:
    """However strange the database: only what is meant is left to a person."""
    build()
    scaffolded(tmp_path, "--from-alias", "platform", "--schema", schema)
    store = in_force(settings, tmp_path)
    assert len(store.map.people) >= 1
    assert len(store.map.tables) >= 3
    assert drift(store) == []
    assert feasible(store) == []
    call_command("datamap", "check", "--store", "found", stdout=StringIO())


def test_a_cafe_is_understood(cafe: str, settings: Any, tmp_path: Path) -> None:
    """Names without keys, a link by type, an address people share, secrets, addresses in a column called whom."""
    store = in_force(settings, tmp_path)
    assert set(store.map.people) == {"guests"}
    guests = store.map.people["guests"]
    assert set(guests.identifiers) == {"email", "platform_id"}
    assert guests.identifiers["email"][0].verified == "mail_confirmed_at"
    assert guests.roster == {"language": "lang"}
    assert guests.matching["birth_date"] == ("born",)
    assert '"guest_id > guests.id" # guess 70 %: named as the key of that table' in cafe
    assert '"subject_id > guests.id when subject_type = Guest"' in cafe
    assert '"id > guests.address_id"' in cafe
    assert '"whom > @email"' in cafe
    tables = store.map.tables
    assert set(tables["guests"].withheld) == {"password_hash"}
    assert tables["address"].shared
    assert (tables["orders"].erase, tables["order_line"].erase, tables["visits"].erase) == (
        "anonymise",
        "retain",
        "delete",
    )
    assert tables["visits"].key == ()
    assert {f.column: f.category for f in tables["visits"].fields}["seen_from"] == "found-technical"
    assert {f.column: f.mask_others for f in tables["friends"].fields} == {"a": True, "b": True}
    assert {f.column: f.erase.value for f in tables["guests"].fields}["born"] == "1900-01-01"
    assert set(store.map.not_personal) == {"cups", "ghosts", "book_of_guests"}
    assert "book_of_guests: body may be personal, and no way to a person was found." in cafe
    assert "#  1. ghosts: social_security_no look personal, and no way to a person was found." in cafe
    assert drift(store) == []
    assert feasible(store) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("Café", "--from-alias", "platform"), "cannot be the key of a store"),
        (
            ("found", "--from-alias", "platform", "--schema", "nosuch"),
            "no table in schema nosuch of platform",
        ),
        (
            ("found", "--from-alias", "platform", "--output", "/nowhere/x.yaml"),
            "/nowhere/x.yaml cannot be written: No such",
        ),
    ],
)
def test_what_went_wrong_is_said_in_a_sentence(cafe: str, options: tuple[str, ...], said: str) -> None:
    """A key no map takes, a schema that is not there or not to be seen, a folder that is not there."""
    with pytest.raises(CommandError, match=said):
        call_command("datamap", "scaffold", *options, stdout=StringIO())


def test_a_database_out_of_reach_is_named_with_its_setting_and_reason() -> None:
    """An operator needs to know whether it is the port, the password or the file; nothing is tried again by itself here."""
    refused = StoreUnavailable("found")
    refused.__cause__ = OperationalError("connection failed: Connection refused\n\tIs the server running?")
    said = why_out_of_reach(refused, "shop")
    assert said == (
        "its database cannot be reached (connection failed: Connection refused). Look at SHOP_DATABASE_URL and at the server."
    )


def test_no_value_that_was_sampled_is_in_it(cafe: str, tmp_path: Path) -> None:
    """It was read: the categories by values prove that. It is not shown: neither in the file nor on the screen."""
    assert "9 of 9 values look like e-mail addresses" in cafe
    assert "9 of 9 values look like IP addresses" in cafe
    said = StringIO()
    call_command("datamap", "scaffold", "again", "--from-alias", "platform", "--schema", "cafe", stdout=said)
    for text in (cafe, said.getvalue()):
        assert "canar" not in text.lower()
        assert "203.0.113" not in text


def test_the_organisation_of_another_file_is_left_to_it(cafe: str, settings: Any, tmp_path: Path) -> None:
    """The last organisation wins, and an example must not; without another file's it is there to be filled in."""
    assert "\norganisation: # guess 20 %" in cafe
    ours = tmp_path / "ours.yaml"
    ours.write_text(
        "format: 1\norganisation: {name: Quire, address: [1 Leaf Lane], country: DE, privacy_email: p@quire.example}\n"
    )
    settings.DATA_MAP_FILES = [ours]
    place = ("--from-alias", "platform", "--schema", "cafe", "--output", str(tmp_path / "second.yaml"))
    call_command("datamap", "scaffold", "found", *place, stdout=StringIO())
    settings.DATA_MAP_FILES = [ours, tmp_path / "second.yaml"]
    current.cache_clear()
    assert current().organisation.name == "Quire"
    said = StringIO()
    call_command("datamap", "check", "--store", "found", stdout=said)
    assert "found agrees with the data map." in said.getvalue()
    assert f"Warning: {tmp_path / 'second.yaml'}:" in said.getvalue()
    assert "more are still marked as a guess." in said.getvalue()
    assert "still an example" not in said.getvalue()
    settings.DATA_MAP_FILES = [tmp_path / "found.yaml"]
    current.cache_clear()
    said = StringIO()
    call_command("datamap", "check", "--store", "found", stdout=said)
    assert "organisation.name is still an example. Write your own." in said.getvalue()


def test_every_line_of_the_store_is_marked_or_plain_structure(cafe: str) -> None:
    """What was not read from the catalogue as it stands says that it is a guess."""
    structure = ("kind:", "name:", "database:", "schema:", "people:", "tables:", "not_personal:", "key:", "fields:", "withheld:", "identifiers:", "person:")  # fmt: skip
    lines = cafe.split("\nstores:\n")[1].splitlines()
    unmarked = [line.strip() for line in lines[1:] if "# guess " not in line]
    assert [line for line in unmarked if not line.startswith(structure) and not line.endswith(":")] == []
    assert len(lines) - len(unmarked) > 40


def test_a_file_that_is_there_is_left_alone(cafe: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is there already"):
        scaffolded(tmp_path, "--from-alias", "platform")
    assert (tmp_path / "found.yaml").read_text("utf-8") == cafe


def test_an_unknown_database_is_refused(tmp_path: Path, settings: Any) -> None:
    with pytest.raises(CommandError, match="There is no database warehouse"):
        scaffolded(tmp_path, store="warehouse")


def test_a_store_of_the_map_is_looked_at_where_the_map_says(shop: Any, tmp_path: Path) -> None:
    assert "schema: Odd Shop" in scaffolded(tmp_path, store="shop")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("eMail", "email"), ("contact_email", "email"), ("PhoneNumber", "phone"), ("dob", "birth_date"), ("BirthDate", "birth_date"),
        ("lastName", "last_name"), ("vorname", "first_name"), ("street", "address"), ("plz", "postal_code"), ("iban", "bank"),
        ("password", "secret"), ("api_token", "secret"), ("last_ip", "ip"), ("user_agent", "agent"), ("ssn", "number"),
        ("religion", "sensitive"), ("total", "money"), ("body", "text"), ("avatar", "file"), ("email_verified_at", "verified"),
        ("quantity", None), ("shipping", None), ("classification", None),
    ],
)  # fmt: skip
def test_names_tell_kinds(name: str, kind: str | None) -> None:
    found = by_name(name)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a@example.org", "b@example.org", "c@example.org"], "email"),
        (["+49 30 123456", "+1 415 555 0100", "(030) 123 4567"], "phone"),
        (["203.0.113.1", "2001:db8::1", "10.0.0.1/8"], "ip"),
        (["$2b$12$abcdefgh"] * 4, "secret"),
        (["DE89 3704 0044 0532 0130 00"] * 3, "bank"),
        (["Mozilla/5.0 (X11)"] * 3, "agent"),
        (["this is a sentence that somebody wrote to us here"] * 3, "text"),
        (["1234567", "7654321", "1112223"], None),
        (["a@example.org", "b@example.org"], None),
        (["a@example.org", "no", "nor this", "or that"], None),
    ],
)
def test_values_tell_kinds_and_few_or_mixed_ones_tell_nothing(values: list[str], kind: str | None) -> None:
    found = by_look(values)
    assert (found.kind if found else None) == kind


def test_a_type_that_cannot_hold_it_wins_over_a_name(frozen: Any) -> None:
    def column(name: str, family: str, base: str) -> Column:
        return Column(name, base, base, family, nullable=True, generated=False, unique=False)

    day = frozen.moment.date()
    assert sign_of(column("email", "B", "bool"), [], day).kind == "plain"
    assert sign_of(column("comment", "N", "int4"), [], day).kind == "plain"
    assert (
        sign_of(
            column("since", "D", "date"), [f"{year}-05-05" for year in (1950, 1960, 1970, 1999)], day
        ).kind
        == "birth_date"
    )
    assert (
        sign_of(column("since", "D", "date"), [f"{year}-05-05" for year in (2019, 2020, 2021)], day).kind
        == "moment"
    )


def test_words_of_names() -> None:
    assert joined("customerID2") == "customer_id_2"
    assert [singular(n) for n in ("Users", "addresses", "companies", "news", "bus", "order_lines")] == [
        "user", "address", "company", "new", "bus", "order_line",
    ]  # fmt: skip
