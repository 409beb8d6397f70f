"""What a copy is to hold survives being written down, and nonsense does not."""

from datetime import date

import pytest

from exports.scope import Scope


@pytest.mark.parametrize(
    "scope",
    [
        Scope(),
        Scope(
            "know_specific",
            ("profile", "writing"),
            date(2026, 1, 2),
            date(2026, 3, 4),
            ("html", "csv"),
            10**9,
        ),
        Scope(formats=()),
    ],
)
def test_a_scope_comes_back_as_it_was(scope: Scope) -> None:
    assert Scope.from_data(scope.as_data()) == scope


def test_nothing_written_down_is_everything() -> None:
    assert Scope.from_data({}) == Scope()
    assert Scope().whole
    assert not Scope(since=date(2026, 1, 1)).whole
    assert not Scope(categories=("profile",)).whole


@pytest.mark.parametrize("wrong", [{"right": "everything"}, {"formats": ["html", "pdf"]}])
def test_what_no_copy_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="No copy has"):
        Scope.from_data(Scope().as_data() | wrong)
