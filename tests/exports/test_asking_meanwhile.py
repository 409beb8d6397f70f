"""Somebody asks for a copy at the very moment at which another one is closed: neither is forgotten."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.models import User
from exports.actions.packages import request_package
from exports.models import ExportPackage

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_copy_that_is_being_closed_is_waited_for_and_not_given_out(person: User, jobs: Any) -> None:
    """Whoever would be given the closing one would wait for a word that has been said already."""
    first = request_package(person.subject, actor=SYSTEM)
    closing = ExportPackage.claim(first.pk)
    assert closing is not None
    given: list[ExportPackage] = []
    started = threading.Event()

    def ask() -> None:
        try:
            started.set()
            given.append(request_package(person.subject, actor=SYSTEM))
        finally:
            connection.close()

    other = threading.Thread(target=ask)
    with transaction.atomic():
        closing.finish(length=1, ready_at=now(), expires_at=now() + timedelta(days=1))
        other.start()
        assert started.wait(10)
        other.join(0.2)
        assert other.is_alive(), "the second did not wait for the first one's end"
    other.join(10)
    assert [package.pk for package in given] != [first.pk]
    assert given[0].job_state == "queued"


def test_a_copy_somebody_has_just_asked_for_is_closed_after_them(person: User, jobs: Any) -> None:
    """The worker's last commit waits until the one who asks has written down that they wait."""
    first = request_package(person.subject, actor=SYSTEM)
    closing = ExportPackage.claim(first.pk)
    assert closing is not None
    ended = threading.Event()

    def close() -> None:
        try:
            closing.finish(length=1, ready_at=now(), expires_at=now() + timedelta(days=1))
            ended.set()
        finally:
            connection.close()

    worker = threading.Thread(target=close)
    with transaction.atomic():
        assert request_package(person.subject, actor=SYSTEM).pk == first.pk
        worker.start()
        assert not ended.wait(0.3), "the copy was closed under the hands of who asked for it"
    worker.join(10)
    assert ended.is_set()
