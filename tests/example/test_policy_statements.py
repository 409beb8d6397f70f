"""Everything that two published policies state about data has its place in the example's map, and nothing more is held."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from accounts.datamap.loader import load
from accounts.datamap.vocabulary import DataMap

STATEMENTS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("statements.yaml").read_text("utf-8")
)
TEXTS = settings.BASE_DIR.parent / "shared" / "policies"
SECTIONS = ("categories", "sources", "purposes", "recipients", "retention")
KNOWN = {"at", "says", "data", "ccpa", "bases", "organisation", "promises", "none", *SECTIONS}


@pytest.fixture(scope="module")
def example() -> DataMap:
    config = settings.BASE_DIR / "config"
    return load([config / "portal.yaml", config / "example" / "organisation.yaml"])


def places(at: str) -> Iterator[tuple[str, int, int]]:
    """Yield text, section and sentence for each sentence that `text/section/first-last` covers."""
    text, section, sentences = at.split("/")
    first, _, last = sentences.partition("-")
    for sentence in range(int(first), int(last or first) + 1):
        yield text, int(section), sentence


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield section and number of every sentence of a Markdown text; each entry of a list begins a new one."""
    section, number, block = 0, 0, ""
    for line in [*text.splitlines()[1:], "#"]:
        item = line.lstrip().startswith("* ")
        if item or not line.strip() or line.startswith("#"):
            for _ in range(
                len(re.split(r"(?<=[.!?])[”\")*_]*\s+(?=\S)", " ".join(block.split())))
                if block.strip()
                else 0
            ):
                number += 1
                yield section, number
            block = ""
        if line.startswith("#"):
            section, number = section + 1, 0
        else:
            block += f" {line}"


def unknown(statement: dict[str, Any], example: DataMap) -> list[str]:
    """Return the keys and columns of a statement that the map does not have."""
    tables = example.store("platform").tables
    found = [
        key
        for section in SECTIONS
        for key in statement.get(section, [])
        if key not in getattr(example, section)
    ]
    for place in statement.get("data", []):
        table, column = place.split(".")
        if table not in tables or column not in tables[table].columns:
            found.append(place)
    return found


def test_every_statement_is_written_in_the_known_words():
    for statement in STATEMENTS:
        assert set(statement) <= KNOWN, statement["at"]
        assert {"at", "says"} < set(statement), statement["at"]
        assert all(
            re.fullmatch(r"P(0[1-9]|[1-3]\d|4[0-6])", promise) for promise in statement.get("promises", [])
        )


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement["at"])
@pytest.mark.promise("P04", "P09")
def test_the_map_says_the_same(statement, example):
    assert unknown(statement, example) == []
    tables = example.store("platform").tables
    for place in statement.get("data", []):
        table, column = place.split(".")
        named = {field.category for field in tables[table].fields if field.column == column}
        if "categories" in statement:
            assert named <= set(statement["categories"]), place
    assert set(statement.get("bases", [])) <= {purpose.lawful_basis for purpose in example.purposes.values()}
    letters = {letter for category in example.categories.values() for letter in category.ccpa}
    assert set(statement.get("ccpa", [])) <= letters
    assert all(getattr(example.organisation, part) for part in statement.get("organisation", []))


def test_a_statement_the_map_does_not_know_is_seen(example):
    statement = {
        "categories": ["dreams"],
        "data": ["members.shoe_size", "diaries.text"],
        "recipients": ["hosting"],
    }
    assert unknown(statement, example) == ["dreams", "members.shoe_size", "diaries.text"]


@pytest.mark.promise("P04", "P10", "P16")
def test_the_example_holds_uses_and_shares_nothing_that_is_not_stated(example):
    for section in ("categories", "sources", "purposes", "recipients"):
        stated = {key for statement in STATEMENTS for key in statement.get(section, [])}
        ours = {key for key in getattr(example, section) if not key.startswith("portal")}
        assert ours - stated - {"person", "company", "privacy-requests"} == set(), section


def test_no_sentence_is_stated_twice():
    counted = Counter(place for statement in STATEMENTS for place in places(statement["at"]))
    assert [place for place, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", ["2016-03-07", "2020-09-01"])
@pytest.mark.promise("P04")
def test_every_sentence_of_the_texts_is_stated(name):
    path = TEXTS / f"{name}.md"
    if not path.exists():
        pytest.skip("The two policy texts are not beside this checkout (../shared/policies).")
    year = name[:4]
    stated = {
        (section, number) for s in STATEMENTS for text, section, number in places(s["at"]) if text == year
    }
    there = set(sentences(path.read_text("utf-8")))
    assert len(there) > 30
    assert stated == there


def test_a_sentence_that_nobody_stated_is_seen():
    text = "# Title\nBefore. Again!\n\n# One\n\n* first\n* second. And a half\n\n# Empty\n# Three\nLast"
    assert list(sentences(text)) == [(0, 1), (0, 2), (1, 1), (1, 2), (1, 3), (3, 1)]
