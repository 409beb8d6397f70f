"""One copy in every form: JSON that fits its schemas, CSV and pages with the same values, and a manifest that fits its own."""

import copy
import csv
import io
import json
import uuid
from datetime import date, datetime

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

from accounts.actor import SYSTEM
from exports.actions.packages import open_download, request_package
from exports.scope import Scope
from tests.exports.archives import built, downloaded

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
    pytest.mark.promise("P33"),
]
FORMATS = FormatChecker()


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """Return whether a text is a moment with its zone, as RFC 3339 has it."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def validator(text: bytes) -> Draft202012Validator:
    """Return a validator of a schema that is one itself."""
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FORMATS)


def in_form(person, jobs, *formats):
    """Return a copy in these forms beside JSON, and its archive."""
    package = request_package(person.subject, actor=SYSTEM, scope=Scope(formats=formats))
    jobs.run()
    package.refresh_from_db()
    return package, downloaded(package)


@pytest.fixture
def maya(shop, person, bystander):
    token = uuid.uuid4()
    key = shop.add_user("maya@example.org", select='=HYPERLINK("https://evil.example")', token=token)
    other = shop.add_user("tom@example.org", select="Toms own words")
    shop.run(
        'INSERT INTO "Order" (shop, "No", "user", total) VALUES (1, 1, %s, 7.50), (1, 2, %s, NULL)', key, key
    )
    shop.run(
        "INSERT INTO gift (giver, recipient_email, recipient_name) VALUES (%s, 'tom@example.org', 'Tom')", key
    )
    shop.run("INSERT INTO reply (author, body) VALUES (%s, 'Toms answer')", other)
    shop.run(
        "INSERT INTO odd VALUES (%s, %s, '\\x00ff', '10.0.0.1/8', '{a,\"b c\",NULL}', '{\"a\": 1.10}', '[1e999]', "
        "'[2020-01-01,2020-02-01)', 'infinity', '2020-01-01 00:00+02', 'NaN', NULL)",
        uuid.uuid4(), token,
    )  # fmt: skip
    return key


def test_the_same_values_stand_in_every_form_and_fit_their_schemas(maya, person, jobs):
    package, zipped = in_form(person, jobs, "html", "csv")
    manifest = json.loads(zipped.read("manifest.json"))
    sections = [
        one for one in manifest["sections"] if one["kind"] in ("rows", "identifiers") and one["members"]
    ]
    assert {one["table"] for one in sections} >= {"user", "Order", "gift", "odd", ""}
    for section in sections:
        data = next(m["name"] for m in section["members"] if m["name"].startswith("data/"))
        assert (
            list(validator(zipped.read(section["schema"])).iter_errors(json.loads(zipped.read(data)))) == []
        )
        assert json.loads(zipped.read(section["schema"]))["$id"] == section["schema"]
    sheets = {one["table"]: one["members"][0]["name"] for one in manifest["sections"] if one["kind"] == "csv"}
    assert set(sheets) == {one["table"] for one in sections if one["kind"] == "rows"}

    raw = zipped.read(sheets["user"])
    assert raw.startswith(b'\xef\xbb\xbf"id",')
    (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    assert row["select"] == '\'=HYPERLINK("https://evil.example")'
    rows = list(csv.DictReader(io.StringIO(zipped.read(sheets["Order"]).decode("utf-8-sig"), newline="")))
    assert [(one["No"], one["total"]) for one in rows] == [("1", "7.50"), ("2", "")]
    (odd,) = csv.DictReader(io.StringIO(zipped.read(sheets["odd"]).decode("utf-8-sig"), newline=""))
    assert (odd["doc"], odd["loose"], odd["ratio"]) == ('{"a": 1.10}', "[1e999]", "NaN")
    assert manifest["csv"]["guard"]

    page = zipped.read("html/shop/Order-0001.html").decode()
    assert "<dd>7.50</dd>" in page
    everything = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"another person" in everything
    assert b"Toms" not in everything
    archive = open_download(package, actor=SYSTEM)
    first, second = (b"".join(archive.read(0, package.length)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("table", "column", "wrong"),
    [
        ("Order", "No", "one"),
        ("Order", "total", "much"),
        ("odd", "at", "2020-01-01"),
        ("odd", "forever", "soon"),
        ("odd", "tags", [1]),
        ("user", "confirmed", None),
        ("gift", "id", None),
    ],
)
def test_a_wrong_value_does_not_fit(maya, person, jobs, table, column, wrong):
    """Each is red with one value changed, and green before."""
    _, zipped = in_form(person, jobs)
    rows = json.loads(zipped.read(f"data/shop/{table}.json"))
    schema = validator(zipped.read(f"schemas/shop/{table}.schema.json"))
    assert schema.is_valid(rows)
    changed = copy.deepcopy(rows)
    changed[0][column] = wrong
    assert not schema.is_valid(changed)
    more, less = copy.deepcopy(rows), copy.deepcopy(rows)
    more[0]["secret"] = "hash"
    less[0].pop(column)
    assert not schema.is_valid(more)
    assert not schema.is_valid(less)


def test_the_manifest_fits_the_schema_that_is_published(maya, person, jobs):
    _, zipped = in_form(person, jobs, "csv")
    manifest = json.loads(zipped.read("manifest.json"))
    published = finders.find("candor/manifest.schema.json")
    with open(published, "rb") as file:  # noqa: PTH123
        text = file.read()
    assert zipped.read("schemas/manifest.schema.json") == text
    schema = validator(text)
    assert [(list(e.path), e.message) for e in schema.iter_errors(manifest)] == []
    for wrong in ({"format": 1}, {"complete": "yes"}, {"right": "everything"}, {"mood": "good"}):
        assert not schema.is_valid(manifest | wrong), wrong
    kinds = {
        (one["kind"], one["table"], one["field"])
        for one in manifest["not_included"]
        if one["store"] != "portal"
    }
    assert kinds >= {
        ("withheld", "user", "secret"),
        ("another_person", "gift", "note"),
        ("another_person", "gift", "recipient_email"),
        ("held_elsewhere", None, None),
    }
    said = zipped.read("not-included.html").decode()
    assert all(
        one["reason"].split("“")[0] in said for one in manifest["not_included"] if "'" not in one["reason"]
    )
    assert not [name for name in zipped.namelist() if name.startswith("html/")]
    assert "html/" not in zipped.read("README.html").decode()


def test_a_copy_of_nobody_says_so(shop, person, jobs):
    zipped = downloaded(built(person.subject, jobs))
    front = zipped.read("README.html").decode()
    assert "Odd Shop has nothing about you" in front
    assert "for the person" not in front
    assert str(person.subject.ref) in front
    assert json.loads(zipped.read("manifest.json"))["complete"] is True
    shop.add_user("maya@example.org")
    assert "has nothing about you" not in downloaded(built(person.subject, jobs)).read("README.html").decode()


@pytest.mark.parametrize(
    ("wish", "front_says"),
    [
        (Scope(since=date(2999, 1, 1)), "are here whole"),
        (Scope("portability"), "what you gave us and what came of your use"),
        (Scope(categories=("gifts",)), "Nothing of what was asked for was found"),
    ],
)
def test_a_copy_of_some_never_says_that_nothing_is_held(shop, person, jobs, wish, front_says):
    """Nor that it covers everything; and it leads to the page that checks it."""
    front = downloaded(built(person.subject, jobs, wish)).read("README.html").decode()
    # The portal's own entries are something, where they were asked for.
    assert ("Nothing of what was asked for was found" in front) == bool(wish.categories)
    assert "A copy of some of the personal data" in front
    assert front_says in front
    assert "has nothing about you" not in front
    assert "every kind of data" not in front or wish.since
    assert reverse("exports:verify") in front


def test_kinds_that_were_not_chosen_are_named_as_not_here(maya, person, jobs):
    front = downloaded(built(person.subject, jobs, Scope(categories=("gifts",)))).read("README.html").decode()
    assert "<h2>Gifts</h2>" in front
    assert "<h2>What you did in the shop</h2>" not in front
    assert "What you did in the shop" in front.split("Not in this copy, because of what was chosen")[1]
    whole = downloaded(built(person.subject, jobs)).read("README.html").decode()
    assert "<h2>What you did in the shop</h2>" in whole
    assert "Not in this copy" not in whole
