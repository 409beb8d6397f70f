"""Build the sample company's database; a step of the trial, run as a program: `python -m config.trial.platform`."""

from __future__ import annotations

import os

from config.example import platform


def main() -> None:
    """Build it at PLATFORM_DATABASE_URL unless it is there, printing a line as it goes."""
    address = os.environ["PLATFORM_DATABASE_URL"]
    if not platform.is_built(address):
        platform.build(address, progress=lambda *news: print(*news, flush=True))


if __name__ == "__main__":
    main()
