"""The verbs of `manage.py datamap`: one module each, named as the verb (`as_of` for `as-of`).

A module has HELP, `add_arguments(parser)` and `run(options, say)`; an app that adds verbs has a package of this name.
"""

import importlib
import pkgutil
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from django.apps import apps
from django.core.management.base import CommandError
from django.utils.module_loading import module_has_submodule

from accounts.datamap.coverage import problems
from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError
from accounts.datamap.vocabulary import DataMap

NAME = "datamap_verbs"
Say = Callable[[str], object]


class Verb(Protocol):
    """What the module of a verb offers."""

    HELP: str
    CHECKS_BY_ITSELF: bool
    """Whether it runs although a system check fails: it says what is wrong, or needs no map. Not said is no."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what follows the verb."""

    def run(self, options: Mapping[str, Any], say: Say) -> None:
        """Do it and say what was done. Raise CommandError for what cannot be done."""


def verbs() -> dict[str, Verb]:
    """Return the verbs of every installed app by name."""
    found: dict[str, Verb] = {}
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, NAME):
            continue
        package = importlib.import_module(f"{config.name}.{NAME}")
        for module in pkgutil.iter_modules(package.__path__):
            verb = importlib.import_module(f"{package.__name__}.{module.name}")
            found[module.name.replace("_", "-")] = cast(Verb, verb)
    return dict(sorted(found.items()))


def sound_map() -> DataMap:
    """Return the map in force. Raise CommandError when it is faulty or does not cover what is installed."""
    try:
        datamap = current()
    except DataMapError as error:
        raise CommandError(str(error)) from error
    found = list(problems())
    if found:
        raise CommandError("\n".join(found))
    return datamap
