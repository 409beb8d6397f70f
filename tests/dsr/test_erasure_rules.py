"""The dates of an erasure, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.datamap.vocabulary import UNLIMITED, RetentionRule
from dsr.erasure.rules import kept_until, may_wait_for_copy, promised_by, starts_at

ASKED = datetime(2026, 12, 2, 12, tzinfo=UTC)


def rule(period: str, after: str = "account_closed") -> RetentionRule:
    return RetentionRule("r", "Rule", period, after, "legal_obligation", "It has to stay for a while.")


def test_it_starts_after_the_grace_period_and_ends_by_the_promise() -> None:
    assert starts_at(ASKED, grace_days=10) == datetime(2026, 12, 12, 12, tzinfo=UTC)
    assert promised_by(ASKED, promise_days=14) == datetime(2026, 12, 16, 12, tzinfo=UTC)


def test_a_copy_is_waited_for_while_two_days_are_left() -> None:
    last = ASKED + timedelta(days=12)
    assert may_wait_for_copy(last - timedelta(seconds=1), asked_at=ASKED, promise_days=14)
    assert not may_wait_for_copy(last, asked_at=ASKED, promise_days=14)


@pytest.mark.parametrize(
    ("period", "until"),
    [
        ("P14D", date(2026, 12, 26)),
        ("P2W", date(2026, 12, 26)),
        ("P24M", date(2028, 12, 12)),
        ("P1Y6M", date(2028, 6, 12)),
    ],
)
def test_what_counts_from_the_closing_has_a_last_day(period: str, until: date) -> None:
    assert kept_until(rule(period), date(2026, 12, 12)) == until


def test_what_counts_from_each_row_has_none() -> None:
    assert kept_until(rule("P10Y", "transaction"), date(2026, 12, 12)) is None
    assert kept_until(rule(UNLIMITED), date(2026, 12, 12)) is None
