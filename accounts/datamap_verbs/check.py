"""`manage.py datamap check`: read the map and compare it with what is installed."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.clock import today
from accounts.datamap.reviews import doubts
from accounts.datamap_verbs import Say, sound_map

HELP = "Read the map and compare it with the installed models."


def add_arguments(parser: ArgumentParser) -> None:
    """Take nothing."""


def run(options: Mapping[str, Any], say: Say) -> None:
    """Say that the map is sound, how large it is, and what is due for a review."""
    datamap = sound_map()
    for doubt in doubts(datamap, today()):
        say(f"Warning: {doubt}")
    say(f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.")
