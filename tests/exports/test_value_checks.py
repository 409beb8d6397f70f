"""Whether a value that is not shown is the right one: yes or no, and nothing else."""

from typing import Any

import pytest
from django.core.cache import cache

from accounts.actor import SYSTEM, Actor
from accounts.datamap.errors import DataMapError
from accounts.errors import TooManyAttempts
from accounts.matching import compare
from accounts.models import AuditEvent, DataSubject
from accounts.rate_limits import LIMITS
from exports.actions.checking import NotCheckable, check_value
from exports.actions.forgetting import forget_read_values
from exports.models import ValueCheck

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed"),
]
ACTOR = Actor("person", "maya")


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def maya(office: Any) -> DataSubject:
    office.somebody("tom@example.org", tax_number="99 888 777")
    return office.somebody("maya@example.org", tax_number="12 345-678")[0]


def ask(subject: DataSubject, jobs: Any, value: str, column: str = "tax_number") -> ValueCheck:
    made = check_value(subject, actor=ACTOR, store="office", table="citizen", column=column, value=value)
    jobs.run()
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("value", "agrees"),
    [("12 345-678", True), (" 12345678 ", True), ("12345679", False), ("99 888 777", False), ("--", False)],
)
def test_yes_or_no(maya: DataSubject, jobs: Any, value: str, agrees: bool) -> None:
    made = ask(maya, jobs, value)
    assert (made.agrees, made.job_state, made.sealed_value) == (agrees, "done", None)
    assert AuditEvent.objects.get(name="exports:value:checked").data == {"store": "office"}


def test_who_is_not_found_hears_no(office: Any, maya: DataSubject, jobs: Any) -> None:
    office.run("DELETE FROM citizen WHERE email = 'maya@example.org'")
    assert ask(maya, jobs, "12345678").agrees is False


def test_only_what_the_map_lets_be_checked(maya: DataSubject, jobs: Any) -> None:
    for column in ("email", "given", "nothing"):
        with pytest.raises(NotCheckable):
            ask(maya, jobs, "12345678", column)
    with pytest.raises(NotCheckable):
        ask(maya, jobs, "  ")
    assert not ValueCheck.objects.exists()


def test_nobody_guesses_their_way(maya: DataSubject, jobs: Any) -> None:
    for number in range(LIMITS["value-check"]):
        ask(maya, jobs, str(number))
    with pytest.raises(TooManyAttempts):
        ask(maya, jobs, "12345678")


def test_the_answer_is_forgotten_after_a_day(maya: DataSubject, jobs: Any, frozen: Any) -> None:
    ask(maya, jobs, "12345678")
    frozen.move(hours=23)
    assert forget_read_values(actor=SYSTEM) == 0
    frozen.move(hours=2)
    assert forget_read_values(actor=SYSTEM) == 1
    assert not ValueCheck.objects.exists()


def test_comparing_is_the_same_work_for_yes_and_no(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = []
    real = compare.hmac.compare_digest
    monkeypatch.setattr(compare.hmac, "compare_digest", lambda a, b: counted.append(1) or real(a, b))
    assert compare.holds("12-3", ["x", "123"])
    assert not compare.holds("124", [])
    assert len(counted) == 2 * compare.MOST_HELD


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("checkable: [tax_number]", "checkable: [email]", "Only a withheld column is checked without being shown."),
        ("checkable: [tax_number]", "checkable: [taxnumber]", "taxnumber"),
        ("          email:\n", "          email: {correct: true}\n", "changed where it is proven"),
        ("          email_ok:\n", "          email_ok: {correct: true}\n", "changed where it is proven"),
        ("          id:\n", "          id: {correct: true}\n", "changed where it is proven"),
        ("street:\n", "street: {correct: true, mentions: mask}\n", "may speak of somebody else"),
        ('key: [owner, "no"]', "key: []", "Rows without a key cannot be told apart."),
        ("        key: [owner", "        shared: true\n        key: [owner", "belongs to several people"),
    ],
)  # fmt: skip
def test_a_map_that_lets_the_wrong_thing_be_changed_is_refused(
    office: Any, use_map: Any, old: str, new: str, why: str
) -> None:
    from accounts.datamap.current import current

    assert old in office.MAP
    use_map(office.MAP.replace(old, new, 1))
    with pytest.raises(DataMapError) as refused:
        current()
    assert why in str(refused.value)
