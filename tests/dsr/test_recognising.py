"""What somebody without an account says of themselves is compared, and only staff see how it went."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from dsr.models import DataSubjectRequest
from exports.stores.store import StoreUnavailable
from tests.dsr.form import HERE, code_in, file
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed"),
]


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def ask(client: Client, outbox: Any, jobs: Any, address: str, **given: str) -> DataSubjectRequest:
    """File by the form as Maya in Germany, enter the code, and let the worker look."""
    page = file(client, email=address, **{"right": "access", **given})
    code = code_in(outbox.to(address)[-1])
    client.post(page.request["PATH_INFO"], {"token": page.context["token"], "code": code}, **HERE)
    jobs.run()
    return DataSubjectRequest.objects.latest("pk")


def numbers(request: DataSubjectRequest) -> tuple[int | None, ...]:
    proof = request.verifications.get()
    return proof.points_claimed, proof.points_comparable, proof.points_agreeing


@pytest.mark.parametrize(
    ("held", "agreeing"),
    [({"given": "Maya", "country": "Germany"}, 2), ({"given": "Tom", "country": "DE"}, 1), ({}, 0)],
)
def test_staff_see_how_much_agrees(
    client: Client, office: Any, officer: User, outbox: Any, jobs: Any, held: Any, agreeing: int
) -> None:
    office.somebody("maya@example.org", **held)
    request = ask(client, outbox, jobs, "maya@example.org")
    assert numbers(request) == (2, 2, agreeing)
    staff = Client()
    sign_in(staff, officer, second_factor=True)
    page = staff.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])).content.decode()
    assert f"2 can be compared with what we hold, {agreeing} of them agree." in page
    event = AuditEvent.objects.get(name="exports:claims:matched")
    assert event.data == {"caller": str(request.ref), "claimed": 2, "comparable": 2, "agreeing": agreeing}


def test_it_is_done_for_an_unknown_address_as_well(
    client: Client, office: Any, outbox: Any, jobs: Any
) -> None:
    office.somebody("maya@example.org", given="Maya", country="DE")
    assert numbers(ask(client, outbox, jobs, "nobody@example.net")) == (2, 2, 0)


def test_what_may_be_wrong_proves_nothing(client: Client, office: Any, outbox: Any, jobs: Any) -> None:
    office.somebody("maya@example.org", given="Maya", country="DE")
    request = ask(
        client, outbox, jobs, "maya@example.org", right="rectification", details="My name is wrong."
    )
    assert numbers(request) == (2, 1, 1)


def test_an_opt_out_is_compared_with_nothing(client: Client, office: Any, outbox: Any, jobs: Any) -> None:
    """Asking who somebody is who opts out is forbidden (11 CCR 7060(b))."""
    office.somebody("maya@example.org", given="Maya")
    file(client, email="maya@example.org", right="opt_out")
    jobs.run()
    assert not AuditEvent.objects.filter(name="exports:claims:matched").exists()


def test_a_store_that_is_away_holds_nothing_up(
    client: Client, office: Any, outbox: Any, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_more: Any) -> None:
        raise StoreUnavailable("office")

    monkeypatch.setattr("exports.actions.matching.match", away)
    office.somebody("maya@example.org", given="Maya")
    request = ask(client, outbox, jobs, "maya@example.org")
    assert request.state == "in_progress"
    assert numbers(request) == (None, None, None)
