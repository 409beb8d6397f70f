"""Staff see how an erasure stands and where something was left, and no value of anybody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.models import AuditEvent, User
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.models import DeletionReceipt, ErasureRun
from exports.models import StoreState
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


def test_staff_see_the_stage_and_the_places(client: Client, officer: User, person: User, frozen: Any) -> None:
    request = submit_request(
        person.subject, actor=SYSTEM, right="erasure", channel="portal", contact=Contact(email=person.email), method="sign_in",
    )  # fmt: skip
    run = ErasureRun.objects.create(
        request=request,
        subject=person.subject,
        stage="erasing",
        planned_at=now(),
        findings=[
            {"store": "platform", "table": "lists", "column": "about", "rows": 1},
        ],
        last_error_code="store_quarantined",
    )
    StoreState.objects.create(
        store="platform", problems=["searches.mood is not placed."], quarantined_since=now()
    )
    sign_in(client, officer, second_factor=True)
    listing = client.get(reverse("admin:dsr_erasurerun_changelist"))
    assert request.reference in listing.content.decode()
    page = client.get(reverse("admin:dsr_erasurerun_change", args=[run.pk])).content.decode()
    assert "platform.lists.about: 1" in page
    assert "searches.mood" in page
    assert person.email not in page
    event = AuditEvent.objects.get(name="dsr:request:viewed")
    assert (event.subject_ref, event.actor) == (person.subject.ref, f"staff:{officer.ref}")
    receipt = DeletionReceipt.objects.create(
        run=run, subject_ref=person.subject.ref, content={"kept": []}, signature=b"x"
    )
    shown = client.get(reverse("admin:dsr_deletionreceipt_change", args=[receipt.pk]))
    assert str(receipt.ref) in shown.content.decode()
    assert AuditEvent.objects.filter(name="dsr:request:viewed").count() == 2
    assert client.post(reverse("admin:dsr_erasurerun_change", args=[run.pk])).status_code == 403
    assert client.get(reverse("admin:dsr_deletionreceipt_changelist")).status_code == 200


def test_a_person_never_gets_there(client: Client, person: User) -> None:
    sign_in(client, person)
    assert client.get(reverse("admin:dsr_erasurerun_changelist")).status_code == 302
