"""Say values on the pages of a package as a person reads them; the JSON keeps them exact."""

import pytest

from exports.building.pages import _words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-11-21T07:56:03.129177+00:00", "21 November 2026, 07:56:03 (UTC)"),
        ("2026-11-21T01:30:00+02:00", "20 November 2026, 23:30:00 (UTC)"),
        ("1993-02-02", "2 February 1993"),
        ("2026-13-40", "2026-13-40"),
        ("Born 1993-02-02", "Born 1993-02-02"),
        ("2026-11-21T07:56:03", "2026-11-21T07:56:03"),
        (True, "yes"),
        (5.0, "5.0"),
        (["2026-11-21"], '[\n "2026-11-21"\n]'),
    ],
)
def test_days_and_moments_are_written_out(value: object, words: str) -> None:
    assert _words(value) == words
