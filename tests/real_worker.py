"""A real Celery worker in a process of its own, on the test's own databases and a Redis number of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import redis
from celery import current_app
from django.conf import settings
from django.db import connections
from kombu import Connection

NUMBER = 5
"""The Redis database; nothing else uses it."""


def renamed(url: str, name: str) -> str:
    """Return the address with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class Workers:
    """Starts workers, kills them, and talks to them through Redis."""

    def __init__(self, log: Path, worker_number: int) -> None:
        self.broker = renamed(settings.REDIS_URL, str(NUMBER + worker_number))
        self.redis = redis.Redis.from_url(self.broker)
        self.redis.flushdb()
        self.log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, queues: str) -> subprocess.Popen[bytes]:
        """Start one worker with the rights of the application, in a process group of its own."""
        names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "platform")}
        environ = {
            **os.environ,
            # The settings of the tests take the owner's address; the worker gets the application's.
            "DATABASE_OWNER_URL": renamed(os.environ["DATABASE_URL"], names["default"]),
            "PLATFORM_DATABASE_URL": renamed(os.environ["PLATFORM_DATABASE_URL"], names["platform"]),
            "REDIS_URL": self.broker,
            "CANDOR_STATE_DIR": str(settings.STATE_DIR),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }
        command = [
            sys.executable, "-m", "celery", "-A", "config.celery", "worker", "-Q", queues, "-P", "solo",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "WARNING",
        ]  # fmt: skip
        with self.log.open("ab") as log:
            process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, start_new_session=True)
        self.running.append(process)
        return process

    def send(self, name: str, queue: str, *args: Any) -> None:
        """Put one message into Redis."""
        with Connection(self.broker) as connection:
            current_app.send_task(name, args, queue=queue, connection=connection)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Send SIGKILL to the worker and wait for its end."""
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL

    def until(self, reached: Callable[[], Any], seconds: float = 60) -> Any:
        """Look again and again until something is so, and return it; fail with the workers' log after a time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := reached():
                return found
            time.sleep(0.01)
        raise AssertionError(self.log.read_text(encoding="utf-8", errors="replace")[-4000:])


@contextmanager
def workers(log: Path, worker_number: int) -> Iterator[Workers]:
    """Yield a place to start workers, and end all of them."""
    here = Workers(log, worker_number)
    try:
        yield here
    finally:
        for process in here.running:
            if process.poll() is None:
                here.kill(process)
        here.redis.flushdb()
        here.redis.close()
