"""Clocks of the laws, on dates worked out by hand."""

from datetime import date

import pytest

from accounts.regimes.clocks import NotExtendable, Span, internal_due, statutory_due
from accounts.regimes.days import add_days, add_months, paused_days, roll_forward, wait_months
from accounts.regimes.holidays import california, national
from accounts.regimes.laws import CCPA, DEFAULT, FADP, GDPR, REGIMES, UK_GDPR
from accounts.regimes.residence import answer_due, choose, regime_for
from accounts.regimes.rights import FACTS, Right


def day(text: str) -> date:
    return date.fromisoformat(text)


CALIFORNIA = """
2026-11-21 2026-12-07 2026-12-14 2026-12-01 2027-01-05 2027-01-04 2027-02-19
2026-11-24 2026-12-09 2026-12-16 2026-12-04 2027-01-08 2027-01-07 2027-02-22
2026-12-18 2027-01-05 2027-01-12 2026-12-28 2027-02-01 2027-01-31 2027-03-18
2026-12-24 2027-01-11 2027-01-19 2027-01-03 2027-02-07 2027-02-06 2027-03-24
2027-02-08 2027-02-23 2027-03-02 2027-02-18 2027-03-25 2027-03-24 2027-05-09
2027-06-30 2027-07-15 2027-07-22 2027-07-10 2027-08-14 2027-08-13 2027-09-28
2026-07-01 2026-07-15 2026-07-22 2026-07-11 2026-08-15 2026-08-14 2026-09-29
"""


@pytest.mark.parametrize("row", CALIFORNIA.strip().splitlines())
def test_california_counts_business_days_for_receipts_and_opt_outs_and_calendar_days_for_answers(row):
    received, ack, opt_out, ack_internal, answer, internal, extended = map(day, row.split())
    assert statutory_due(CCPA.acknowledge, received) == ack
    assert internal_due(CCPA.acknowledge, received) == ack_internal
    assert statutory_due(CCPA.clock(Right.OPT_OUT), received) == opt_out
    assert statutory_due(CCPA.answer, received) == answer
    assert internal_due(CCPA.answer, received) == internal
    assert statutory_due(CCPA.answer, received, extended=True) == extended
    assert internal_due(CCPA.answer, received, extended=True) == add_days(extended, -1)


EU = """
2026-11-21 2026-12-21 2026-12-21 2027-02-21 2027-02-22
2026-11-25 2026-12-25 2026-12-28 2027-02-25 2027-02-25
2026-12-31 2027-01-31 2027-02-01 2027-03-31 2027-03-31
2027-01-30 2027-02-28 2027-03-01 2027-04-30 2027-04-30
2027-01-31 2027-02-28 2027-03-01 2027-04-30 2027-04-30
2028-01-31 2028-02-29 2028-02-29 2028-04-30 2028-05-02
2027-03-31 2027-04-30 2027-04-30 2027-06-30 2027-06-30
"""


@pytest.mark.parametrize("row", EU.strip().splitlines())
@pytest.mark.promise("P32")
def test_a_month_in_the_union_ends_on_the_same_date_and_rolls_over_holidays(row):
    received, one, one_rolled, three, three_rolled = map(day, row.split())
    assert add_months(received, 1) == one
    assert statutory_due(GDPR.answer, received, country="DE") == one_rolled
    assert add_months(received, 3) == three
    assert statutory_due(GDPR.answer, received, country="DE", extended=True) == three_rolled
    assert internal_due(GDPR.answer, received) == add_days(received, 28)


def test_the_united_kingdom_starts_with_the_identity_and_stops_for_clarification():
    start = max(day("2026-12-01"), day("2026-12-10"))
    assert add_months(start, 1) == day("2027-01-10")
    assert statutory_due(UK_GDPR.answer, start, country="GB") == day("2027-01-11")
    assert internal_due(UK_GDPR.answer, start) == day("2027-01-07")
    paused = paused_days(day("2026-12-14"), day("2026-12-18"))
    assert paused == 5
    rolled = roll_forward(add_days(add_months(start, 1), paused), lambda d: national("GB", d))
    assert rolled == day("2027-01-15")


def test_switzerland_counts_thirty_days_and_has_no_fixed_second_period():
    assert statutory_due(FADP.answer, day("2026-11-21")) == day("2026-12-21")
    assert FADP.answer.extendable
    with pytest.raises(NotExtendable):
        statutory_due(FADP.answer, day("2026-11-21"), extended=True)


def test_waiting_periods_round_up_where_deadlines_round_down():
    assert wait_months(day("2026-11-21"), 12) == day("2027-11-21")
    assert wait_months(day("2028-02-29"), 12) == day("2029-03-01")
    assert add_months(day("2028-02-29"), 12) == day("2029-02-28")


def test_days_that_only_one_of_the_two_laws_calls_a_holiday_lengthen_nothing():
    for both in ("2027-07-05", "2026-11-26", "2028-11-10", "2026-06-19"):
        assert california(day(both)), both
    for one in ("2026-07-03", "2027-06-18", "2027-12-24", "2027-12-31", "2026-03-31", "2026-11-27"):
        assert not california(day(one)), one


def test_the_company_never_aims_later_than_the_law():
    for regime in REGIMES.values():
        clocks = [regime.acknowledge, regime.answer, *regime.special.values()]
        for clock in clocks:
            for offset in range(0, 800, 7):
                start = add_days(day("2026-11-21"), offset)
                for extended in {False, clock.extended is not None}:
                    inside = internal_due(clock, start, extended=extended)
                    assert inside <= statutory_due(clock, start, extended=extended), (regime.key, start)


def test_somebody_who_says_nothing_is_answered_before_any_law_asks():
    for offset in range(400):
        start = add_days(day("2026-11-21"), offset)
        ours = statutory_due(DEFAULT.answer, start)
        assert all(ours <= statutory_due(r.answer, start) for r in REGIMES.values())


@pytest.mark.parametrize(
    ("residence", "key"),
    [("DE-BY", "gdpr"), ("NO", "gdpr"), ("GB", "uk_gdpr"), ("GB-SCT", "uk_gdpr"), ("CH", "fadp"),
     ("US-CA", "ccpa"), ("us-ca", "ccpa"), ("US-NY", "default"), ("", "default"), ("JP", "default")],
)  # fmt: skip
def test_the_law_follows_the_residence(residence, key):
    assert regime_for(residence).key == key


def test_of_two_residences_the_shorter_clock_wins():
    start = day("2026-11-21")
    regime, residence = choose("US-CA", "DE-BY", right=Right.ACCESS, start=start)
    assert (regime.key, residence) == ("gdpr", "DE-BY")
    assert choose("US-CA", "DE-BY", right=Right.OPT_OUT, start=start)[0].key == "ccpa"
    assert choose("DE-BY", right=Right.OPT_OUT, start=start)[0].key == "default"


@pytest.mark.promise("P25")
def test_a_request_of_a_californian_is_due_in_forty_five_days():
    due = answer_due(CCPA, "access", day("2026-11-21"), "US-CA")
    assert (due.statutory, due.internal) == (day("2027-01-05"), day("2027-01-04"))


@pytest.mark.promise("P26")
def test_nobody_is_asked_who_they_are_before_an_opt_out():
    assert not FACTS[Right.OPT_OUT].verified
    assert not FACTS[Right.LIMIT].verified
    assert FACTS[Right.ACCESS].verified
    assert not CCPA.clock(Right.OPT_OUT).extendable


@pytest.mark.promise("P32")
def test_every_right_has_facts_and_every_law_has_grounds_that_map_to_a_known_reason():
    assert set(FACTS) == set(Right)
    for regime in REGIMES.values():
        assert "no_match" in regime.grounds
        assert regime.clock(Right.ACCESS).cite
    assert Span(1, "months").after(day("2027-01-31")) == day("2027-02-28")
