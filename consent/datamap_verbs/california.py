"""`manage.py datamap california [--on DATE]`: print California's twelve-month lists as of a date."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.history import as_data, as_of, last_year
from accounts.datamap_verbs import Say, sound_map
from accounts.day_argument import day
from consent.policy.filling import as_markdown
from consent.policy.tables import OVER_A_YEAR, TABLES

HELP = (
    "Print which of California's categories were collected, sold or shared, and disclosed in twelve months."
)


def add_arguments(parser: ArgumentParser) -> None:
    """Take `--on DATE`."""
    parser.add_argument("--on", type=day, help="Last day of the year; today if not given.")


def run(options: Mapping[str, Any], say: Say) -> None:
    """Print the lists from the kept maps; from the map of this process too when the year ends today or later."""
    last = options["on"] or today()
    sound_map()
    datamap = (as_of(last) if last < today() else None) or current()
    past = [as_data(one) for one in last_year(last)]
    for name in OVER_A_YEAR:
        say(as_markdown(TABLES[name](as_data(datamap), past)) + "\n")
