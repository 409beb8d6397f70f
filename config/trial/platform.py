"""Build the sample company's database; a step of the trial, run as a program: `python -m config.trial.platform`."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from accounts.clock import today
from config.example import platform


def main() -> None:
    """Build it at PLATFORM_DATABASE_URL unless it is there, with its last day today, printing a line as it goes."""
    address = os.environ["PLATFORM_DATABASE_URL"]
    if platform.is_built(address):
        return
    media = Path(settings.STORAGES["platform_media"]["OPTIONS"]["location"])
    platform.build(address, media, anchor=today(), progress=lambda words: print(words, flush=True))


if __name__ == "__main__":
    main()
