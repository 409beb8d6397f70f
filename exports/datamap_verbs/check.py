"""`manage.py datamap check [--store KEY]`: compare the whole declaration with what is really there. Ends with 1 for a fault."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.checks import ERROR, CheckMessage, run_checks
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.origin import origin
from accounts.datamap.vocabulary import DataMap, StoreMap
from accounts.datamap_verbs import Say
from exports.as_declared import faults_of, sound

HELP = "Compare the map with the installed models and with what every store really has."
CHECKS_BY_ITSELF = True


def add_arguments(parser: ArgumentParser) -> None:
    """Take `--store KEY`, once or several times."""
    parser.add_argument(
        "--store", action="append", default=[], help="Key of a store; without it, all of them."
    )


def run(options: Mapping[str, Any], say: Say) -> None:
    """Say of each store, of whatever kind, that it is as declared, and end with everything that is not. Changes nothing.

    Each fault comes with the file to edit or the setting to look at.
    """
    found = run_checks(tags=["datamap"])
    faults = [_said(one) for one in found if one.is_serious(ERROR) and one.obj is None]
    try:
        datamap = current()
    except DataMapError as error:
        raise CommandError("\n".join(faults)) from error
    chosen = _chosen(options["store"], datamap)
    for one in found:
        if not one.is_serious(ERROR):
            say(f"Warning: {_said(one)}")
    if not faults:
        say(f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.")
    told = [*faults]
    for store in chosen:
        known = [f"{store.key}: {_said(one)}" for one in found if one.obj == store.key]
        wrong = known or faults_of(store)
        if wrong:
            told += ["", _heading(store), *(f"  {one}" for one in wrong)]
            faults += wrong
        else:
            say(sound(store))
    if faults:
        count = ngettext("%d thing to put right.", "%d things to put right.", len(faults)) % len(faults)
        raise CommandError("\n".join([*told, "", count]).strip())


def _chosen(keys: list[str], datamap: DataMap) -> list[StoreMap]:
    for key in keys:
        if key not in datamap.stores:
            raise CommandError(f"The data map has no store {key}. {nearest(key, datamap.stores)}")
    return [store for key, store in datamap.stores.items() if key in keys or not keys]


def _said(one: CheckMessage) -> str:
    return f"{one.msg} {one.hint}" if one.hint else str(one.msg)


def _heading(store: StoreMap) -> str:
    return _("%(name)s: edit %(place)s") % {"name": store.name, "place": origin(store.key)}
