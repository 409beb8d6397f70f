"""`manage.py datamap as-of DATE`: print the map as it applied on a date."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError

from accounts.datamap import history
from accounts.datamap_verbs import Say
from accounts.day_argument import day

HELP = "Print the map that applied on a date, as JSON."


def add_arguments(parser: ArgumentParser) -> None:
    """Take the date."""
    parser.add_argument("date", type=day, help="Day, as in 2026-03-31.")


def run(options: Mapping[str, Any], say: Say) -> None:
    """Say which version it is and what it holds. Raise CommandError for a day before the first."""
    version = history.in_force(options["date"])
    if version is None:
        raise CommandError(f"No data map was in force on {options['date']}. See `datamap apply --effective`.")
    datamap = history.revive(version)
    about = {"version": version.pk, "effective": version.effective.isoformat()}
    say(json.dumps(about | {"map": history.as_data(datamap)}, indent=2, ensure_ascii=False))
