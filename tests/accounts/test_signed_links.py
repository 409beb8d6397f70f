"""Links that only the portal could have made: for one purpose, for a time that its own clock tells."""

import pytest

from accounts.signing import make_lasting_token, make_token, read_lasting_token, read_token

DAY = 24 * 3600


def test_a_link_ends_by_the_portals_clock(frozen):
    """The trial moves that clock, and a link must end with it; the last second still counts."""
    token = make_token("cancel", "a-reference")
    frozen.move(days=1)
    assert read_token("cancel", token, max_age=DAY) == "a-reference"
    frozen.move(seconds=1)
    assert read_token("cancel", token, max_age=DAY) is None


@pytest.mark.parametrize("spoiled", ["", "nonsense", ":", "a:b:c", "\x00", "é"])
def test_what_is_no_link_of_ours_is_nothing(frozen, spoiled):
    assert read_token("cancel", spoiled, max_age=DAY) is None
    assert read_token("cancel", make_token("cancel", 1) + spoiled, max_age=DAY) == (None if spoiled else 1)


def test_a_link_is_for_one_purpose(frozen):
    assert read_token("confirm", make_token("cancel", 1), max_age=DAY) is None
    assert read_token("cancel", make_lasting_token("cancel", 1), max_age=DAY) is None
    assert read_lasting_token("cancel", make_token("cancel", 1)) is None
    assert read_lasting_token("cancel", make_lasting_token("cancel", 1)) == 1
