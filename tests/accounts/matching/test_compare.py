"""What agrees is found, and finding nothing is as much work."""

import hashlib
import hmac
from collections import Counter
from typing import Any

import pytest

from accounts.matching import compare
from accounts.matching.compare import MOST_HELD, agreeing
from accounts.matching.points import POINTS

CLAIMED = {"name": ["brandt maya"], "city": ["munich", "muenchen"]}


def test_only_what_agrees_is_counted() -> None:
    held = {"name": ["brandt maya", "other"], "city": ["zurich"], "country": ["DE"]}
    assert agreeing(CLAIMED, held) == {"name"}
    assert agreeing(CLAIMED, {**held, "city": ["x", "muenchen"]}) == {"name", "city"}


def test_nothing_agrees_with_nothing() -> None:
    assert agreeing({}, {}) == frozenset()
    assert agreeing(CLAIMED, {}) == frozenset()
    assert agreeing({}, CLAIMED) == frozenset()


def test_a_form_of_one_point_is_none_of_another() -> None:
    assert agreeing({"city": ["de"]}, {"country": ["de"]}) == frozenset()


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        ({}, {}),
        (CLAIMED, {}),
        (CLAIMED, CLAIMED),
        ({p: ["a", "b", "c", "d", "e"] for p in POINTS}, {p: ["x"] * (MOST_HELD + 9) for p in POINTS}),
    ],
)
def test_the_work_is_the_same_for_nobody_and_for_somebody(
    monkeypatch: pytest.MonkeyPatch, claimed: Any, held: Any
) -> None:
    counted: Counter[str] = Counter()
    real_compare, real_digest = hmac.compare_digest, hmac.digest

    def compared(one: bytes, other: bytes) -> bool:
        assert len(one) == len(other) == hashlib.sha256().digest_size
        counted["compared"] += 1
        return real_compare(one, other)

    def digested(*args: Any) -> bytes:
        counted["digested"] += 1
        return real_digest(*args)

    monkeypatch.setattr(compare.hmac, "compare_digest", compared)
    monkeypatch.setattr(compare.hmac, "digest", digested)
    agreeing(claimed, held)
    assert counted == {"compared": len(POINTS) * 4 * 32, "digested": len(POINTS) * 36}
