"""The pages of the policy: readable by everybody, dated on top, every version at its address, no cookie."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from tests.consent.policies import former, published, significant
from tests.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("db", "frozen", "jobs")


def text_of(response: Any) -> str:
    """Return a page's words with single blanks."""
    assert response.status_code == 200, response
    return " ".join(response.content.decode().split())


@pytest.fixture
def three() -> list[Any]:
    """Return a former version, the one in force, and one that is announced."""
    return [former(date(2020, 9, 1)), published(), significant()]


@pytest.mark.promise("P01")
def test_the_page_begins_with_the_date(client: Any, three: list[Any]) -> None:
    page = text_of(client.get(reverse("consent:policy")))
    main = page.split("<main")[1]
    assert (
        main.index("In force since 2 December 2026") < main.index("<h1>") < main.index("We keep your name.")
    )
    assert "A new version applies from 11 January 2027" in main
    assert "We delete what you read after a month." in main
    assert "/policy/compare/?from=2&amp;to=3" in main
    assert "version 1" not in main.lower().split("all versions")[0]


def test_the_announced_version_becomes_the_policy_on_its_day(
    client: Any, three: list[Any], frozen: Any
) -> None:
    frozen.move(days=40)
    page = text_of(client.get(reverse("consent:policy")))
    assert "In force since 11 January 2027" in page
    assert "What changed" in page
    assert "A new version applies" not in page


@pytest.mark.promise("P02")
def test_every_version_keeps_its_address(client: Any, three: list[Any]) -> None:
    said = {
        1: "Applied from 1 September 2020 to 1 December 2026",
        2: "In force since",
        3: "Applies from 11 January 2027",
    }
    for number, words in said.items():
        page = text_of(client.get(reverse("consent:policy_version", args=[number])))
        assert words in page
        assert three[number - 1].html.strip().split("\n")[0] in page
        raw = client.get(reverse("consent:policy_raw", args=[number]))
        assert raw.content.decode() == three[number - 1].text
        assert raw["Content-Type"] == "text/markdown; charset=utf-8"
    archive = text_of(client.get(reverse("consent:policy_archive")))
    assert (
        archive.index("11 January 2027")
        < archive.index("2 December 2026")
        < archive.index("1 September 2020")
    )
    for version in three:
        assert version.digest in archive
    assert "editorial change" in archive


def test_the_first_version_is_not_called_a_change(client: Any, frozen: Any) -> None:
    published()
    assert "editorial change" not in text_of(client.get(reverse("consent:policy_archive")))
    frozen.move(days=1)
    published(title="Shorter sentences", source="# Shorter\n\nWe keep it.\n")
    assert text_of(client.get(reverse("consent:policy_archive"))).count("editorial change") == 1


def test_a_version_that_was_replaced_before_its_day_says_so(client: Any) -> None:
    published()
    first, second = significant("We keep nothing."), significant("We keep almost nothing.")
    assert first.effective_on == second.effective_on
    page = text_of(client.get(reverse("consent:policy_version", args=[first.number])))
    assert "Applies from 11 January 2027" in page
    assert second.number == 3


@pytest.mark.promise("P02")
def test_any_two_versions_are_compared(client: Any, three: list[Any]) -> None:
    page = text_of(client.get(reverse("consent:policy_compare"), {"from": 1, "to": 2}))
    assert "From version 1 (1 September 2020) to version 2 (2 December 2026)." in page
    assert "</span>everything.<span" in page.split("<del>")[-1] or "everything." in page
    assert "<ins>" in page
    back = text_of(client.get(reverse("consent:policy_compare"), {"from": 2, "to": 1}))
    assert page.count("<ins>") == back.count("<del>")
    same = text_of(client.get(reverse("consent:policy_compare"), {"from": 2, "to": 2}))
    assert "The two texts have the same words." in same
    assert "From version 2" in text_of(client.get(reverse("consent:policy_compare")))


def test_what_is_not_there_is_not_found(client: Any) -> None:
    assert client.get(reverse("consent:policy_compare")).status_code == 404
    assert "No policy has been published here yet." in text_of(client.get(reverse("consent:policy")))
    published()
    for path in (
        "/policy/2/",
        "/policy/2.md",
        "/policy/0/",
        "/policy/99999999999999999999/",
        "/policy/99999999999999999999.md",
    ):
        assert client.get(path).status_code == 404, path
    for query in (
        {"from": "7"},
        {"to": "x"},
        {"to": "\uff19"},
        {"from": "-1"},
        {"from": "1", "to": "9" * 40},
    ):
        assert client.get(reverse("consent:policy_compare"), query).status_code == 404, query


def test_strangers_get_no_cookie_and_caches_may_help(
    client: Any, three: list[Any], person: User, django_assert_num_queries: Any
) -> None:
    cache.clear()
    paths = {
        reverse("consent:policy"): 2,
        reverse("consent:policy_version", args=[1]): 2,
        reverse("consent:policy_archive"): 1,
        reverse("consent:policy_compare"): 2,
        reverse("consent:policy_raw", args=[1]): 1,
    }
    for path, queries in paths.items():
        with django_assert_num_queries(queries):
            response = client.get(path)
        assert not response.cookies
        assert response["Cache-Control"] == "public, max-age=300"
        assert "Cookie" in response["Vary"]
    sign_in(client, person)
    assert client.get(reverse("consent:policy"))["Cache-Control"] == "private, no-store"
    assert client.post(reverse("consent:policy")).status_code == 405
