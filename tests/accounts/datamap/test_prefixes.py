"""What the names of a person's files begin with: theirs, and the beginning of nobody else's."""

import pytest

from accounts.datamap.prefixes import Placeholder, UnsafeValueError, filled, placeholders

NUMBER, SHOP, MAIL = Placeholder("platform_id"), Placeholder("platform_id", "shop"), Placeholder("email")


def test_placeholders_are_read() -> None:
    assert placeholders("members/{platform_id}/") == (NUMBER,)
    assert placeholders("{shop.platform_id}/in/u-{email}.d/") == (SHOP, MAIL)


def test_each_combination_is_filled_once() -> None:
    values = {NUMBER: ["7", "8", "7"], MAIL: ["a@b.example"]}
    assert filled("m/{platform_id}/{email}/", values) == ["m/7/a@b.example/", "m/8/a@b.example/"]
    assert filled("m/{platform_id}/x-{platform_id}/", values) == ["m/7/x-7/", "m/8/x-8/"]
    assert filled("m/{platform_id}/", {}) == []
    assert filled("m/{platform_id}/{email}/", {NUMBER: ["7"], MAIL: []}) == []


@pytest.mark.parametrize(
    "value",
    ["", " ", ".", "..", "7/../8", "7/", "/", "7/8", "*", "7*", "?", "[0-9]", "..\\8", "7\x00", "7\n"],
)
def test_a_value_that_leads_to_anybody_else_is_refused_and_not_told(value: str) -> None:
    with pytest.raises(UnsafeValueError) as refused:
        filled("members/{platform_id}/", {NUMBER: ["7", value]})
    assert "7" not in str(refused.value)


def test_dots_are_harmless_where_the_folder_has_more_than_them() -> None:
    assert filled("members/u{platform_id}/", {NUMBER: [".."]}) == ["members/u../"]


@pytest.mark.parametrize(
    "prefix", ["members/{}/", "members/{a{platform_id}}/", "members/{platform_id/", "a//{email}/"]
)
def test_what_cannot_be_read_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match=r"no kind of identifier|cannot be the name of a folder"):
        placeholders(prefix)
