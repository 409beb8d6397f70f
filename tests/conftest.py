"""Fixtures every test may use: a clock, people, a mailbox, jobs that run through JSON, roles of the database."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.core import mail
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.urls import get_resolver
from kombu.utils.json import dumps, loads

from accounts import clock
from consent.delivery import deliver
from consent.models import MailDelivery
from tests.roles import as_application, as_owner, back_to_owner

pytest_plugins = [
    "tests.people",
    "tests.recorded",
    "tests.oidc",
    "tests.browser",
    "tests.databases",
    "tests.buckets",
    "tests.inkwell",
    "tests.exports.odd_shop",
    "tests.exports.hard.postgresql",
    "tests.exports.registry_office",
    "tests.exports.desk",
    "tests.exports.outside",
    "tests.strict_mail",
    "tests.consent.letters",
    "tests.consent.mailbox",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the owner has migrated, let every test run as the application's database role."""
    with django_db_blocker.unblock():
        as_application()
    yield
    with django_db_blocker.unblock():
        back_to_owner()


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    """Let Django empty the tables after a transactional test, which the application's role may not."""
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with as_owner():
            original(self)

    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _mail_goes_through_the_ledger(settings: Any) -> None:
    """Undo Django's own replacement of the mail backend: the ledger's transport is the one in memory."""
    settings.EMAIL_BACKEND = "consent.mail.LedgerBackend"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def move(self, **delta: float) -> datetime:
        """Move forward, as in `clock.move(days=3)`, and return the new time."""
        self.moment += timedelta(**delta)
        return self.moment


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], Clock]:
    """Return a function that sets the portal's clock to a moment and returns the clock."""
    # Loaded only now, a page's module would take the fixed clock by name and keep it for all later tests.
    _ = get_resolver().url_patterns

    def set_to(moment: datetime) -> Clock:
        fixed = Clock(moment)
        monkeypatch.setattr(clock, "machine_time", lambda: fixed.moment)
        return fixed

    return set_to


@pytest.fixture
def frozen(clock_at: Callable[[datetime], Clock]) -> Clock:
    """Set the portal's clock to noon (UTC) of Wednesday 2 December 2026."""
    return clock_at(datetime(2026, 12, 2, 12, 0, tzinfo=UTC))


class Jobs:
    """Collects what would be sent to Redis and runs it on demand, with arguments through JSON."""

    def __init__(self) -> None:
        self.waiting: list[tuple[str, list[Any], dict[str, Any]]] = []
        self.sent: list[tuple[str, list[Any]]] = []

    def collect(self, name: str, args: Any, kwargs: Any) -> None:
        """Keep one message, as JSON would carry it."""
        plain = loads(dumps([list(args or ()), dict(kwargs or {})]))
        json.dumps(plain)
        self.waiting.append((name, *plain))
        self.sent.append((name, plain[0]))

    def run(self, *, twice: bool = False, most: int = 500) -> int:
        """Run until nothing waits and return how many ran; `twice` delivers every message a second time."""
        ran = 0
        while self.waiting:
            name, args, kwargs = self.waiting.pop(0)
            for _ in range(2 if twice else 1):
                current_app.tasks[name].run(*args, **kwargs)
                ran += 1
            assert ran <= most, f"{name} keeps enqueuing itself"
        return ran

    def drop(self) -> int:
        """Forget every message, as when Redis is emptied, and return how many were lost."""
        lost = len(self.waiting)
        self.waiting.clear()
        return lost


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """Return the collected messages. Use it with the fixture `committed`, which sends what waits for the commit."""
    collected = Jobs()

    def apply_async(self: Any, args: Any = None, kwargs: Any = None, **options: Any) -> None:
        collected.collect(self.name, args, kwargs)

    monkeypatch.setattr("celery.app.task.Task.apply_async", apply_async)
    return collected


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Run what is scheduled on commit when the outermost action ends, although the test itself never commits.

    What a failed action scheduled is dropped, as in production.
    """
    connection = connections["default"]
    depth = len(connection.savepoint_ids)
    leave = transaction.Atomic.__exit__

    def leave_and_run(self: transaction.Atomic, *error: Any) -> None:
        leave(self, *error)
        if len(connection.savepoint_ids) == depth and self.using in (None, "default"):
            due, connection.run_on_commit = connection.run_on_commit, []
            for _, function, _ in due:
                function()

    monkeypatch.setattr(transaction.Atomic, "__exit__", leave_and_run)


class Outbox(Sequence[Any]):
    """The mails that left. Looking at it first delivers what waits in the mail ledger, as a worker would."""

    def __getitem__(self, index: Any) -> Any:
        """Return a delivered message."""
        return self._delivered()[index]

    def __len__(self) -> int:
        """Return how many messages were delivered."""
        return len(self._delivered())

    def to(self, address: str) -> list[Any]:
        """Return the messages delivered to one address."""
        return [message for message in self if address in message.to]

    def _delivered(self) -> list[Any]:
        for pk in MailDelivery.jobs.claimable().order_by("pk").values_list("pk", flat=True):
            deliver(pk)
        return mail.outbox


@pytest.fixture
def outbox(db: None) -> Outbox:
    """Return the mails that left through the transport."""
    mail.outbox = []
    return Outbox()


@pytest.fixture
def owner_cursor(db: None) -> Iterator[Any]:
    """Return a cursor with the owner's rights, for looking behind what the application may do."""
    with as_owner(), connections["default"].cursor() as cursor:
        yield cursor
