"""Matching says how many claimed data points agree, and gives away nothing else."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM
from accounts.errors import TooManyAttempts
from accounts.matching import compare
from accounts.models import AuditEvent
from accounts.rate_limits import LIMITS
from exports.actions.matching import match_claims
from exports.stores import match as matching
from exports.stores.match import Claims, Match, match
from exports.stores.registry import all_stores, open_store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
MAYA = {
    "email": "maya@example.org", "given": "Maya", "family": "Brandt", "born": "1990-12-02", "street": "Müllerstr. 5a",
    "town": "München", "zip": "80331", "country": "DE", "phone": "+49 89 123456",
}  # fmt: skip
CLAIMED = {
    "name": "BRANDT, Maya", "birth_date": "2.12.1990", "city": "Muenchen", "postal_code": "D-80331", "phone": "089 123456",
    "address": "Muellerstraße 5 a", "country": "Germany",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def asked(value: str = "maya@example.org", kind: str = "email", **points: str) -> Match:
    return match([open_store("office")], (kind, value), Claims(points or CLAIMED))


@pytest.mark.promise("P34")
def test_everything_agrees_however_it_is_written(office: Any) -> None:
    office.add(**MAYA)
    office.add(email="tom@example.org", given="Tom", family="Brandt")
    assert asked() == Match(claimed=7, comparable=7, agreeing=7)
    assert asked("MAYA@Example.org") == Match(7, 7, 7)


def test_only_what_agrees_is_counted(office: Any) -> None:
    office.add(**MAYA)
    assert asked(name="Maya Brandt", city="Zurich") == Match(2, 2, 1)
    assert asked(name="Tom Brandt", city="Zurich") == Match(2, 2, 0)


def test_nobody_looks_like_somebody_of_whom_nothing_agrees(office: Any) -> None:
    office.add(**MAYA)
    nobody = asked("nobody@example.org")
    assert nobody == Match(7, 7, 0)
    office.add(email="empty@example.org")
    assert asked("empty@example.org") == nobody
    assert asked("x" * 500) == nobody


def test_the_decoy_is_never_found(office: Any) -> None:
    assert asked("nobody@example.org", **{k: v for k, v in matching.DECOY.items() if k != "email"}) == Match(
        7, 7, 0
    )


def test_an_address_nobody_verified_finds_nobody(office: Any) -> None:
    office.add(**MAYA, email_ok=False)
    assert asked().agreeing == 0


def test_what_we_do_not_hold_is_not_comparable_and_not_refused(shop: Any) -> None:
    shop.add_user("maya@example.org")
    assert match(all_stores(), ("email", "maya@example.org"), Claims(CLAIMED)) == Match(7, 0, 0)


def test_what_says_nothing_certain_is_not_comparable(office: Any) -> None:
    office.add(**MAYA)
    assert asked(birth_date="4/5/1990", name="Maya Brandt", shoe_size="44") == Match(3, 1, 1)


def test_the_point_somebody_is_found_by_proves_nothing(office: Any) -> None:
    office.add(**MAYA)
    assert asked(email="maya@example.org", name="Maya Brandt") == Match(2, 1, 1)
    assert asked("0049 89 123456", "phone", phone="+4989123456", email="maya@example.org") == Match(2, 1, 0)
    assert asked("+49 89 123456", "phone", phone="+4989123456", email="maya@example.org") == Match(2, 1, 1)


def test_what_is_in_dispute_proves_nothing(office: Any) -> None:
    """Who wants a name corrected is not recognised by that name (11 CCR 7060(h))."""
    office.add(**MAYA)
    claims = Claims(CLAIMED, disputed=frozenset({"name", "birth_date"}))
    assert match([open_store("office")], ("email", "maya@example.org"), claims) == Match(7, 5, 5)


def test_a_number_two_people_share_finds_neither(office: Any) -> None:
    office.add(**MAYA)
    assert asked("+49 89 123456", "phone").agreeing == 6
    office.add(email="tom@example.org", given="Tom", phone="+4989123456")
    assert asked("+49 89 123456", "phone").agreeing == 0


def test_several_rows_of_one_person_count_together(office: Any) -> None:
    office.add(**MAYA)
    office.run("ALTER TABLE citizen DROP CONSTRAINT citizen_email_key")
    office.add(email="Maya@example.org", given="Maya", family="Moser", town="Bern")
    assert asked(name="Maya Moser", city="München", birth_date="1990-12-02") == Match(3, 3, 3)


def test_a_number_that_is_none_finds_nobody(office: Any) -> None:
    key = office.add(**MAYA)
    assert asked(str(key), "platform_id").agreeing == 7
    assert asked("not a number", "platform_id").agreeing == 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Any]]:
    """Count what is done: the statements with their values taken out, values brought to forms, comparisons."""
    done: Counter[str] = Counter()
    real_forms, real_agreeing = matching.forms, compare.hmac.compare_digest

    def forms(point: str, value: Any, **more: Any) -> Any:
        done[f"forms of {point}"] += 1
        return real_forms(point, value, **more)

    def compared(one: bytes, other: bytes) -> bool:
        done["compared"] += 1
        return real_agreeing(one, other)

    with monkeypatch.context() as patch, CaptureQueriesContext(connections["platform"]) as ran:
        patch.setattr(matching, "forms", forms)
        patch.setattr(compare.hmac, "compare_digest", compared)
        yield lambda: (
            done,
            len(ran),
            [re.sub(r"'[^']*'|s\d+_x\d+", "", q["sql"]) for q in ran.captured_queries],
        )


@pytest.mark.promise("P34")
def test_the_work_is_the_same_whether_somebody_is_found_or_not(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.add(**MAYA)
    seen = []
    for value in ("maya@example.org", "nobody@example.org"):
        for points in (CLAIMED, dict.fromkeys(CLAIMED, "x 1")):
            with counted(monkeypatch) as done:
                asked(value, **points)
                seen.append(done())
    assert seen[0][0]["compared"] > 900
    assert seen[0][0]["forms of city"] == matching.MOST_ROWS + 1
    assert seen[0][1] > 0
    assert all(one == seen[0] for one in seen)


def test_who_asks_too_often_is_held_off(office: Any) -> None:
    office.add(**MAYA)
    claims = Claims({"name": "Maya Brandt"})

    def ask(person: str, caller: str) -> Match:
        return match_claims(actor=SYSTEM, identifier=("email", person), claims=claims, caller=caller)

    for number in range(LIMITS["matched"]):
        assert ask("maya@example.org", f"caller-{number}").agreeing == 1
    with pytest.raises(TooManyAttempts):
        ask("MAYA@example.org", "another")
    assert ask("tom@example.org", "another").agreeing == 0
    for number in range(LIMITS["matcher"]):
        ask(f"{number}@example.org", "eager")
    with pytest.raises(TooManyAttempts):
        ask("new@example.org", "eager")


def test_the_trail_says_numbers_and_nothing_else(office: Any) -> None:
    office.add(**MAYA)
    match_claims(actor=SYSTEM, identifier=("email", "maya@example.org"), claims=Claims(CLAIMED), caller="me")
    (event,) = AuditEvent.objects.filter(name="exports:claims:matched")
    assert event.data == {"caller": "me", "claimed": 7, "comparable": 7, "agreeing": 7}
    assert event.subject_ref is None
