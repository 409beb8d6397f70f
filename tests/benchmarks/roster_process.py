"""One roster sync in a process of its own, for tests/benchmarks/roster.py: its memory is nobody else's."""

import os
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(portal: str, platform: str) -> None:
    """Sync the crowd with the databases of the test, and print seconds, kilobytes at the peak and the counts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    settings.DATABASES["default"]["NAME"] = portal
    settings.DATABASES["platform"]["NAME"] = platform
    django.setup()

    from accounts.actions.roster import sync_roster
    from accounts.actor import SYSTEM

    before = peak()
    start = time.perf_counter()
    counts = sync_roster("crowd", actor=SYSTEM)
    seconds = time.perf_counter() - start
    sys.stdout.write(f"{seconds}\t{before}\t{peak()}\t{dict(counts)}\n")


def peak() -> int:
    """Return the kilobytes this process had at most. What getrusage says begins with the memory of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main(*sys.argv[1:])
