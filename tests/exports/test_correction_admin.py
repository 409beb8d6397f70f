"""Staff see what became of corrections and decide about undone ones; they see no value."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent, User
from exports.correcting.watching import watch
from exports.models import Correction
from tests.exports.correcting import correct
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("jobs", "committed"),
]
LIST = "admin:exports_correction_changelist"


@pytest.fixture
def undone(office: Any, jobs: Any, frozen: Any) -> Correction:
    """Return a correction in whose place another value stands."""
    cache.clear()
    subject, key = office.somebody("maya@example.org", given="Maja")
    made = correct(subject, jobs, "Given name", "Maya")
    office.run("UPDATE citizen SET given = 'Amaya' WHERE id = %s", key)
    frozen.move(hours=24)
    watch()
    made.refresh_from_db()
    return made


def test_staff_are_told_and_see_no_value(undone: Correction, officer: User) -> None:
    staff = Client()
    sign_in(staff, officer, second_factor=True)
    assert "corrections undone" in staff.get(reverse("admin:index")).content.decode().lower()
    listed = staff.get(reverse(LIST), {"standing__exact": "undone"}).content.decode()
    assert str(undone.ref) in listed
    page = staff.get(reverse("admin:exports_correction_change", args=[undone.pk])).content.decode()
    assert "undone by another system" in page
    for value in ("Maja", "Maya", "Amaya", "maya@example.org"):
        assert value not in listed + page
    assert AuditEvent.objects.filter(
        name="exports:correction:viewed", subject_ref=undone.subject.ref
    ).exists()


@pytest.mark.parametrize(
    ("action", "standing", "value"), [("restore", "stands", "Maya"), ("let_go", "let_go", "Amaya")]
)
def test_staff_decide(
    undone: Correction, officer: User, office: Any, jobs: Any, action: str, standing: str, value: str
) -> None:
    staff = Client()
    sign_in(staff, officer, second_factor=True)
    staff.post(reverse(LIST), {"action": action, "_selected_action": [undone.pk]})
    jobs.run()
    undone.refresh_from_db()
    assert undone.standing == standing
    assert office.run("SELECT given FROM citizen") == [(value,)]


def test_an_assistant_only_looks(undone: Correction) -> None:
    helper = User.objects.create_user("assistant@example.org", "correct horse battery staple", is_staff=True)
    helper.groups.add(Group.objects.get(name="Privacy assistant"))
    staff = Client()
    sign_in(staff, helper, second_factor=True)
    assert str(undone.ref) in staff.get(reverse(LIST)).content.decode()
    staff.post(reverse(LIST), {"action": "let_go", "_selected_action": [undone.pk]})
    undone.refresh_from_db()
    assert undone.standing == "undone"
