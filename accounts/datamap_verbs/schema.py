"""`manage.py datamap schema`: print the JSON Schema by which an editor completes and checks a map."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.datamap.schema import schema
from accounts.datamap_verbs import Say

HELP = "Print the JSON Schema of a map file, for editors."


def add_arguments(parser: ArgumentParser) -> None:
    """Take nothing."""


def run(options: Mapping[str, Any], say: Say) -> None:
    """Print it."""
    say(text())


def text() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(schema(), indent=1, ensure_ascii=False)
