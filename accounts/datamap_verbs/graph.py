"""`manage.py datamap graph [--format mermaid|svg] [--store KEY] [--output FILE]`: draw the map."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.datamap.errors import nearest
from accounts.datamap.graph.mermaid import mermaid
from accounts.datamap.graph.parts import parts_of
from accounts.datamap.graph.picture import svg
from accounts.datamap_verbs import Say, sound_map

HELP = "Draw the stores, their tables, the ways to a person and the recipients."
DRAWN = {"mermaid": mermaid, "svg": svg}


def add_arguments(parser: ArgumentParser) -> None:
    """Take how to draw, which stores, and where to write."""
    parser.add_argument("--format", choices=sorted(DRAWN), default="mermaid")
    parser.add_argument(
        "--store", action="append", default=[], help="Key of a store; without it, all of them."
    )
    parser.add_argument("--output", type=Path, help="A file to write; without it the text is printed.")


def run(options: Mapping[str, Any], say: Say) -> None:
    """Print the picture or write it to a file."""
    datamap = sound_map()
    for key in options["store"]:
        if key not in datamap.stores:
            raise CommandError(f"The data map has no store {key}. {nearest(key, datamap.stores)}")
    stores = [one for one in parts_of(datamap) if not options["store"] or one.store.key in options["store"]]
    text = DRAWN[options["format"]](stores)
    if options["output"] is None:
        say(text)
    else:
        options["output"].write_text(text, encoding="utf-8")
