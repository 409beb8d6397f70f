"""The company's own systems ask whether somebody is who they say: one shape of answer, whoever is asked about."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import AuditEvent, ServiceKey
from accounts.rate_limits import LIMITS
from exports.actions.forgetting import forget_read_values
from exports.models import MatchQuestion
from exports.stores.store import StoreUnavailable
from tests.service_keys import company_client

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed"),
]
WHERE = "/api/v1/match"
CLAIMED = {"name": "Maya Brandt", "city": "Muenchen", "birth_date": "1990-12-02"}


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def system(office: Any) -> Any:
    office.add(email="maya@example.org", given="Maya", family="Brandt", town="München", born="1990-12-02")
    office.add(email="tom@example.org", given="Tom", family="Ohm", town="Bonn")
    return company_client("matching")


def question(value: str = "maya@example.org", **points: str) -> dict[str, Any]:
    return {"kind": "email", "value": value, "points": points or CLAIMED}


def answer(system: Any, jobs: Any, asked: dict[str, Any]) -> dict[str, Any]:
    made = system.post(WHERE, asked, format="json")
    assert made.status_code == 202, made.content
    jobs.run()
    found: dict[str, Any] = system.get(f"{WHERE}/{made.json()['ref']}").json()
    return found


@pytest.mark.promise("P34")
def test_the_degree_is_answered_and_nothing_else(system: Any, jobs: Any) -> None:
    found = answer(system, jobs, question())
    assert (found["state"], found["claimed"], found["comparable"], found["degree"]) == (
        "answered",
        3,
        3,
        "high",
    )
    assert answer(system, jobs, question(name="Maya Brandt", city="München"))["degree"] == "reasonable"
    kept = MatchQuestion.objects.first()
    assert kept.sealed is None
    stored = repr(list(MatchQuestion.objects.values())) + repr(
        list(AuditEvent.objects.values("name", "data"))
    )
    assert not re.search("maya|brandt|nchen|1990-12", stored, re.IGNORECASE)
    assert AuditEvent.objects.filter(name="exports:claims:matched").order_by("pk")[0].data["agreeing"] == 3


@pytest.mark.promise("P34")
def test_one_guess_does_not_say_that_somebody_is_known(system: Any, jobs: Any) -> None:
    """A single detail that agrees, none that does, and nobody at all are one answer, at one price."""
    seen = []
    answer(system, jobs, question("first@example.org"))  # A key's first use is noted.
    for value, city in (
        ("maya@example.org", "München"),
        ("maya@example.org", "Ulm"),
        ("no@example.org", "Ulm"),
    ):
        with CaptureQueriesContext(connection) as ran:
            found = answer(system, jobs, question(value, name="Nobody Here", city=city))
        seen.append((found | {"ref": "", "asked_at": ""}, len(ran)))
    assert seen[0][0]["degree"] == "none"
    assert seen[0] == seen[1] == seen[2]


def test_before_the_answer_it_looks_the_same_for_all(system: Any) -> None:
    bodies = [
        system.post(WHERE, question(value), format="json").json()
        for value in ("maya@example.org", "x@example.org")
    ]
    assert [body | {"ref": "", "asked_at": ""} for body in bodies] == [
        {"ref": "", "asked_at": "", "state": "waiting", "claimed": None, "comparable": None, "degree": ""}
    ] * 2
    sealed = bytes(MatchQuestion.objects.order_by("pk").first().sealed)
    assert b"maya" not in sealed


@pytest.mark.parametrize(
    "asked",
    [
        question(name="Maya Brandt"),
        question(name="Maya Brandt", email="maya@example.org"),
        question(name="Maya Brandt", shoe_size="44"),
        question() | {"kind": "platform_id", "value": "1"},
        question() | {"points": {}},
        {"kind": "email", "value": "maya@example.org"},
    ],
)
def test_what_could_be_guessed_or_means_nothing_is_refused(system: Any, asked: dict[str, Any]) -> None:
    assert system.post(WHERE, asked, format="json").status_code == 400
    assert not MatchQuestion.objects.exists()


def test_only_a_system_that_may_and_only_its_own_answers(system: Any, client: Any, jobs: Any) -> None:
    made = system.post(WHERE, question(), format="json").json()
    place = reverse("api-match", args=[made["ref"]])
    assert company_client("matching", name="Other").get(place).status_code == 404
    for stranger in (client, company_client("roster", name="Roster")):
        assert stranger.post(WHERE, question(), content_type="application/json").status_code in (401, 403)
        assert stranger.get(place).status_code in (401, 403)
    jobs.run()
    assert system.get(place).json()["state"] == "answered"


def test_who_asks_too_often_is_held_off(system: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """About one person, whichever systems ask and whether or not they are known; and each system by itself."""
    other = company_client("matching", name="Other")
    for person in ("maya@example.org", "no@example.org"):
        for number in range(LIMITS["system-match"]):
            assert (system, other)[number % 2].post(WHERE, question(person), format="json").status_code == 202
        assert other.post(WHERE, question(person.upper()), format="json").status_code == 429
    monkeypatch.setitem(LIMITS, "matcher", 9)
    codes = [system.post(WHERE, question(f"{n}@x.org"), format="json").status_code for n in range(9)]
    assert codes == [202] * 3 + [429] * 6
    assert other.post(WHERE, question("y@x.org"), format="json").status_code == 202


def test_it_is_forgotten_within_the_hour_answered_or_not(
    system: Any, jobs: Any, frozen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_asked: Any) -> None:
        raise StoreUnavailable("office")

    made = system.post(WHERE, question(), format="json").json()
    with monkeypatch.context() as patch:
        patch.setattr("exports.recognising.match", away)
        jobs.run()
    assert system.get(f"{WHERE}/{made['ref']}").json()["state"] == "waiting"
    assert answer(system, jobs, question())["degree"] == "high"
    assert MatchQuestion.objects.filter(sealed=None).count() == 1
    frozen.move(minutes=59)
    assert forget_read_values(actor=SYSTEM) == 0
    frozen.move(minutes=2)
    assert forget_read_values(actor=SYSTEM) == 2
    assert system.get(f"{WHERE}/{made['ref']}").status_code == 404
    assert ServiceKey.objects.exists()
