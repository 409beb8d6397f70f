"""The timeline says days as they are where the company is."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from dsr.timeline import timeline_of
from tests.dsr.asking import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.mark.parametrize(
    ("zone", "day"), [("UTC", "12 December 2026"), ("Pacific/Auckland", "13 December 2026")]
)
def test_a_deletion_has_the_day_the_company_counts(person, zone, day):
    request = ask(person, right="erasure", execute_after=datetime(2026, 12, 12, 20, tzinfo=UTC))
    with timezone.override(zone):
        coming = [event["when"] for event in timeline_of(request) if event["tone"] == "future"]
    assert coming[0] == day
