"""Deletions start when their day has come, whoever else has to wait."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.clock import now, today
from accounts.models import LegalHold, User
from dsr.erasure import due
from dsr.models import ErasureRun
from tests.dsr.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_those_who_are_held_keep_nobody_from_their_turn(
    person: User, bystander: User, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One turn takes a number of requests; a held one, however old, is none of them until it is released."""
    monkeypatch.setattr(due, "BATCH", 1)
    held = ask(person, right="erasure", execute_after=now() - timedelta(hours=1))
    free = ask(bystander, right="erasure", execute_after=now())
    LegalHold.objects.create(
        subject=person.subject, reason="A court asked.", owner="Legal", review_on=today()
    )
    assert due.start_due() == 1
    assert [run.request for run in ErasureRun.objects.all()] == [free]
    assert due.start_due() == 0
    LegalHold.objects.update(released_at=now())
    assert due.start_due() == 1
    assert ErasureRun.objects.filter(request=held).exists()
