"""The published JSON Schema takes what the readers take, and refuses what they refuse for its shape."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft202012Validator

from accounts.datamap import schema as made
from accounts.datamap.loader import load
from accounts.datamap.recording import Place, together, words_at
from accounts.datamap.vocabulary import LawfulBasis
from tests.accounts.datamap.maps import SOUND, spoiled
from tests.accounts.datamap.test_complaints import BAD

SHIPPED = Path(settings.BASE_DIR, "config/static/candor/data-map.schema.json")
MAPS = ("config/portal.yaml", "config/example/organisation.yaml", "accounts/datamap/reference.yaml")


class Loader(yaml.SafeLoader):
    """Read YAML as editors do (1.2): dates are texts, and only true and false are truths."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if not tag.endswith((":timestamp", ":bool"))]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))

BEYOND_SHAPE = (
    "is not declared", "has no column", "stands here twice", "already", "This is not YAML", "Cannot read",
    "must also stand under", "stands under people", "is not under people", "withheld too", "personal too",
    "says held: false", "A category needs an end", "rest on a contract", "Its purpose rests on consent",
    "What is not necessary needs consent", "The path ends at", "Did you mean pd:", "Did you mean dpv:",
    "covers companies in US", "no adequacy decision", "no safeguard we know", "so the key safeguard is missing",
    "told_by is missing", "is of the kind", "Whoever is not active", "must be bound", "It ends before",
    "Values of the category", "is visible to", "No earlier file", "verified.phone", "person[1]: mail is no kind", "objects.scans.prefix:", "A key must be a single word",
    "bound by no contract", "The key domain is missing", "Only protocol: opendsr", "can be asked for:", "which categories it holds",
    "by which kinds of identifier", "is held by", "This is no certificate", "is no time to wait",
    "is no address of a service", "in at least four words", "mailer.identities.phone", "mailer.answers[0]",
)  # fmt: skip
"""What a file is refused for that can only be seen by looking at several places of it at once."""
SHAPE = [row for row in BAD if not any(words in row[3] for words in BEYOND_SHAPE)]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(made.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def read(text: str) -> Any:
    return yaml.load(text, Loader)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(made.schema())


@pytest.mark.parametrize("name", MAPS)
def test_the_shipped_maps_fit_it(validator: Draft202012Validator, name: str) -> None:
    text = Path(settings.BASE_DIR, name).read_text(encoding="utf-8")
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(read(text))] == []


def test_every_map_of_the_tests_fits_it(validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(read(SOUND))) == []


@pytest.mark.parametrize(("old", "new", "piece", "message"), SHAPE, ids=[row[3][:60] for row in SHAPE])
def test_what_is_refused_for_its_shape_is_refused_by_the_schema(
    validator: Draft202012Validator, tmp_path: Path, old: str, new: str, piece: str | None, message: str
) -> None:
    assert not validator.is_valid(read(spoiled(tmp_path, (old, new)).read_text(encoding="utf-8")))


def test_most_complaints_are_about_shape() -> None:
    assert len(SHAPE) > 50
    for words in BEYOND_SHAPE:
        assert any(words in row[3] for row in BAD), f"No complaint says {words} any more."


def test_the_reference_shows_every_key_a_reader_takes() -> None:
    """When this is red, add the key to accounts/datamap/reference.yaml, with a word about it."""
    assert list(made.missing(made.recorded())) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("    sells_or_shares: true", "purposes.*.sells_or_shares"),
        ("        name: Your pictures", "stores.*.objects.*.name"),
        ("            correct: true", "stores.*.tables.*.fields.*.correct"),
        ("      gdpr: consent", "purposes.*.lawful_basis.gdpr"),
    ],
)
def test_a_key_that_the_reference_lacks_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, found: str
) -> None:
    text = made.REFERENCE.read_text(encoding="utf-8")
    file = tmp_path / "reference.yaml"
    file.write_text(re.sub(rf"\n{line}[^\n]*", "", text), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    monkeypatch.setattr(made, "REFERENCE", file)
    assert list(made.missing(made.recorded())) == [found]


def test_each_key_is_explained() -> None:
    """An editor shows these words; a key of the writer's own choice has none."""

    def silent(place: Place, path: tuple[str, ...] = ()) -> list[str]:
        own = [".".join(path)] if path and path[-1] not in ("*", "[]") and not place.words else []
        return own + [one for key, below in place.below.items() for one in silent(below, (*path, key))]

    assert silent(made.recorded()) == []


def test_closed_lists_are_offered(validator: Draft202012Validator) -> None:
    text = json.dumps(validator.schema["properties"]["retention"])  # type: ignore[index]
    assert all(basis in text for basis in LawfulBasis.__args__)


def test_what_extends_need_not_be_complete(validator: Draft202012Validator) -> None:
    shorter = {"extends": True, "recipients": ["host"]}
    sound = {"format": 1, "categories": {"portal-mail": shorter}, "stores": {"shop": {"extends": True}}}
    assert list(validator.iter_errors(sound)) == []
    wrong = {"format": 1, "categories": {"portal-mail": {**shorter, "recipient": "host"}}}
    assert not validator.is_valid(wrong)
    assert not validator.is_valid({"format": 1, "categories": {"portal-mail": {"recipients": ["host"]}}})


def test_each_kind_of_store_has_keys_of_its_own(validator: Draft202012Validator) -> None:
    stores = read(made.REFERENCE.read_text(encoding="utf-8"))["stores"]
    assert {store["kind"] for store in stores.values()} == {"sql", "http", "files", "manual"}
    for name, key in (
        ("media", "database"),
        ("archive", "url"),
        ("printing-house", "owner"),
        ("shop", "objects"),
    ):
        assert validator.is_valid({"format": 1, "stores": {name: stores[name]}})
        assert not validator.is_valid({"format": 1, "stores": {name: {**stores[name], key: "x"}}})


def test_the_shipped_file_is_the_schema() -> None:
    """When this is red: `manage.py datamap schema > config/static/candor/data-map.schema.json`."""
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == made.schema()


def test_the_command_prints_it() -> None:
    said = StringIO()
    call_command("datamap", "schema", stdout=said)
    assert said.getvalue() == SHIPPED.read_text(encoding="utf-8")


def test_words_stand_behind_a_key_or_above_it() -> None:
    lines = ["# Above,", "# in two lines.", "key: 1", "other: 2 # Behind.", "- last: 3"]
    assert words_at(lines, 3, "key") == "Above, in two lines."
    assert words_at(lines, 4, "other") == "Behind."
    assert words_at(lines, 5, "last") == ""
    assert words_at(lines, 4, "different") == ""


def test_places_are_put_together() -> None:
    one, two = Place(words="first"), Place(words="second", below={"a": Place()})
    both = together([one, two])
    assert (both.words, list(both.below)) == ("first", ["a"])


def test_the_reference_is_a_sound_map() -> None:
    assert load([made.REFERENCE]).recipients["printer"].told_by == "printing-house"
