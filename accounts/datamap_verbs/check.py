"""`manage.py datamap check`: read the map and compare it with what is installed."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.datamap_verbs import Say, sound_map

HELP = "Read the map and compare it with the installed models."


def add_arguments(parser: ArgumentParser) -> None:
    """Take nothing."""


def run(options: Mapping[str, Any], say: Say) -> None:
    """Say that the map is sound, and how large it is."""
    datamap = sound_map()
    say(f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.")
