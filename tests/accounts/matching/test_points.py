"""Two ways of writing one thing agree, and two things do not."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.matching.points import POINTS, forms

SAME: list[tuple[str, str, Any, Any]] = [
    ("name", "", "Maya Brandt", "BRANDT, Maya"),
    ("name", "", "Maya J. Brandt", "Maya Brandt"),
    ("name", "", "Dr. Maya Brandt", "maya brandt"),
    ("name", "", "José Núñez-Peña", "jose nunez pena"),
    ("name", "", "Jürgen Müller", "Juergen Mueller"),
    ("name", "", "Jürgen Müller", "Jurgen Muller"),
    ("name", "", "Sinéad O\u2019Brien", "Sinead OBrien"),
    ("name", "", "Strauß", "STRAUSS"),
    ("name", "", "Łukasz Øster", "lukasz oster"),
    ("name", "", "Maya  Brandt", "maya\tbrandt"),
    ("name", "", "김 민준", "민준 김"),
    ("email", "", "Maya@Example.org", " maya@example.ORG "),
    ("phone", "DE", "089 123456", "+49 (89) 123-456"),
    ("phone", "US", "(415) 555-2671", "+1 415 555 2671"),
    ("phone", "GB", "020 7946 0018", "+442079460018"),
    ("phone", "DE", "0049 89 123456", "+4989123456"),
    ("postal_code", "US", "02139-4307", "02139"),
    ("postal_code", "US", "2139", "02139"),
    ("postal_code", "", "02139-4307", "02139"),
    ("postal_code", "GB", "sw1a 1aa", "SW1A1AA"),
    ("postal_code", "DE", "D-80331", "80331"),
    ("postal_code", "NL", "1012 AB", "1012ab"),
    ("postal_code", "PL", "00-950", "00950"),
    ("birth_date", "", "1990-12-02", date(1990, 12, 2)),
    ("birth_date", "", datetime(1990, 12, 2, 5, 0, tzinfo=UTC), "1990-12-02"),
    ("birth_date", "", "2.12.1990", "1990-12-02"),
    ("birth_date", "US", "12/2/1990", "1990-12-02"),
    ("birth_date", "GB", "02/12/1990", "1990-12-02"),
    ("birth_date", "", "25/12/1990", "1990-12-25"),
    ("birth_date", "", "12/25/1990", "1990-12-25"),
    ("birth_date", "JP", "1990/12/02", "1990-12-02"),
    ("birth_date", "", "3/3/1990", "1990-03-03"),
    ("address", "", "12 Main St., Apt. 4", "Apartment 4, 12 Main Street"),
    ("address", "", "Müllerstr. 5 a", "Muellerstraße 5a"),
    ("city", "", "Saint-Étienne", "St Etienne"),
    ("city", "", "München", "MUENCHEN"),
    ("country", "", "Germany", "DE"),
    ("country", "", "Deutschland", "de"),
    ("country", "", "US-CA", "United States"),
    ("country", "", "Great Britain", "UK"),
    ("country", "", "Griechenland", "EL"),
    ("country", "", "日本", "JP"),
]
DIFFERENT: list[tuple[str, str, Any, Any]] = [
    ("name", "", "Maya Brandt", "Maya Brand"),
    ("name", "", "M. Brandt", "Maya Brandt"),
    ("name", "", "Maya J. Brandt", "Maya K. Brandt Moser"),
    ("name", "", "Maya", "Maya Brandt"),
    ("email", "", "maya@example.org", "maya@example.com"),
    ("phone", "DE", "089 123456", "+1 415 555 2671"),
    ("phone", "DE", "089 123456", "089 123457"),
    ("postal_code", "US", "02139", "02138"),
    ("birth_date", "US", "4/5/1990", "1990-05-04"),
    ("birth_date", "GB", "4/5/1990", "1990-04-05"),
    ("address", "", "12 Main Street", "21 Main Street"),
    ("city", "", "Munich", "Zurich"),
    ("country", "", "Austria", "Australia"),
]
UNCERTAIN: list[tuple[str, str, Any]] = [
    ("name", "", " . "),
    ("name", "", "Dr."),
    ("email", "", "nobody"),
    ("email", "", "@example.org"),
    ("phone", "", "089 123456"),
    ("phone", "DE", "1"),
    ("phone", "DE", "call me"),
    ("phone", "ZZ", "089 123456"),
    ("postal_code", "US", "--"),
    ("birth_date", "", "4/5/1990"),
    ("birth_date", "", "4/5/90"),
    ("birth_date", "DE", "31.2.1990"),
    ("birth_date", "", "in spring"),
    ("country", "", "Atlantis"),
    ("country", "", "QQ"),
    ("city", "", ""),
    ("address", "", None),
]


@pytest.mark.parametrize(("point", "region", "one", "other"), SAME)
def test_the_same_in_two_ways_agrees(point: str, region: str, one: Any, other: Any) -> None:
    assert forms(point, one, region=region) & forms(point, other, region=region)


@pytest.mark.parametrize(("point", "region", "one", "other"), DIFFERENT)
def test_two_things_do_not_agree(point: str, region: str, one: Any, other: Any) -> None:
    ours, theirs = forms(point, one, region=region), forms(point, other, region=region)
    assert ours
    assert theirs
    assert not ours & theirs


@pytest.mark.parametrize(("point", "region", "value"), UNCERTAIN)
def test_what_says_nothing_certain_has_no_form(point: str, region: str, value: Any) -> None:
    assert forms(point, value, region=region) == frozenset()


def test_an_unknown_point_is_a_fault() -> None:
    with pytest.raises(KeyError):
        forms("shoe_size", "44")


def test_words_of_a_name_agree_in_any_order_and_case() -> None:
    chance = random.Random(4)
    parts = ["María", "del", "Carmen", "Ñúñez", "Øster", "van-Dyck", "O'Neill", "Jürgen", "Łuk"]
    for _ in range(300):
        words = chance.sample(parts, chance.randint(2, 5))
        mixed = [
            chance.choice([str.upper, str.lower, str.title])(w) for w in chance.sample(words, len(words))
        ]
        assert forms("name", " ".join(words)) & forms("name", ", ".join(mixed))


def test_every_form_is_its_own_form() -> None:
    """What was normalised once stays as it is: otherwise two databases that normalise would disagree."""
    for point, region, one, other in SAME:
        for value in (one, other):
            for form in forms(point, value, region=region):
                assert form in forms(point, form, region=region), (point, value)


def test_nobody_can_make_the_work_long() -> None:
    for point in POINTS:
        assert len(forms(point, "a ü " * 100_000, region="DE")) <= 4
