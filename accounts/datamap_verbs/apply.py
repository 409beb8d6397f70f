"""`manage.py datamap apply [--effective DATE]`: snapshot the map as the one in force from a date."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.actor import SYSTEM
from accounts.clock import today
from accounts.datamap import history
from accounts.datamap_verbs import Say, sound_map
from accounts.day_argument import day

HELP = "Snapshot the map."


def add_arguments(parser: ArgumentParser) -> None:
    """Take `--effective DATE`."""
    parser.add_argument("--effective", type=day, help="Date from which it applies; today if not given.")


def run(options: Mapping[str, Any], say: Say) -> None:
    """Keep the map, and say under which number and from when."""
    datamap = sound_map()
    version, new = history.apply(datamap, effective=options["effective"] or today(), actor=SYSTEM)
    said = "applied" if new else "unchanged"
    say(
        f"Data map {said}: version {version.pk}, in force from {version.effective}, {len(datamap.tables())} tables."
    )
