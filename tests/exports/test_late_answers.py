"""Answers that come after the person was erased: nothing of them is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.clock import now
from accounts.models import DataSubject, SubjectKey, User
from accounts.sealing import destroy_key
from exports.models import StoreAnswer, StoreTask
from tests.exports.desk import SECRET
from tests.exports.outside import CELLAR, asked, call_back, map_with, now_as, webhook_store
from tests.exports.test_manual_stores import Owner
from tests.exports.test_webhook import signed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed", "private"),
]


def erased(subject: DataSubject) -> None:
    """Let an erasure have finished."""
    destroy_key(subject, life="account")
    DataSubject.objects.filter(pk=subject.pk).update(standing="erased", erased_at=now())


def nothing_of(task: StoreTask) -> bool:
    """Return whether neither a file nor a key of the person is there."""
    keys = SubjectKey.objects.filter(subject=task.subject, life="account")
    return not StoreAnswer.objects.exists() and not keys.exists()


def test_a_callback_about_somebody_erased_leaves_nothing(
    person: User, use_map: Any, settings: Any, client: Any
) -> None:
    settings.STORE_SECRETS = {"sales": SECRET}
    use_map(map_with(webhook_store("https://sales.example/privacy")))
    task = asked(person.subject, "sales", "access")
    erased(task.subject)
    told = signed(SECRET, {"id": str(task.ref), "state": "completed", "data": {"name": "Maya"}})
    for _ in range(2):
        assert call_back(client, "sales", *told).status_code == 202
    assert (now_as(task).state, now_as(task).reason) == ("cancelled", "erased")
    assert nothing_of(task)


def test_a_file_about_somebody_erased_leaves_nothing(
    person: User, use_map: Any, jobs: Any, client: Any, outbox: Any
) -> None:
    use_map(map_with(CELLAR))
    task = asked(person.subject, "cellar", "access")
    jobs.run()
    owner = Owner(client, outbox)
    assert b"maya@example.org" in owner.enter().content
    erased(task.subject)
    page = owner.press("file", file=SimpleUploadedFile("found.txt", b"Maya lives here"))
    assert b"Nothing is asked of you any more" in page.content
    assert nothing_of(task)
