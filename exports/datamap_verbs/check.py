"""`manage.py datamap check [--store KEY]`: compare the whole declaration with what is really there. Ends with 1 for a fault."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import today
from accounts.datamap.coverage import problems
from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.origin import origin
from accounts.datamap.reviews import doubts
from accounts.datamap.vocabulary import DataMap
from accounts.datamap_verbs import Say
from exports.reaching import why_out_of_reach
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.registry import all_stores
from exports.stores.store import Store, StoreFault, StoreUnavailable

HELP = "Compare the map with the installed models and with the live tables of every store."


def add_arguments(parser: ArgumentParser) -> None:
    """Take `--store KEY`, once or several times."""
    parser.add_argument(
        "--store", action="append", default=[], help="Key of a store; without it, all of them."
    )


def run(options: Mapping[str, Any], say: Say) -> None:
    """Say what agrees, and end with everything that does not, each with the file to edit. Changes nothing."""
    faults = list(problems())
    try:
        datamap = current()
    except DataMapError as error:
        raise CommandError("\n".join([str(error), *faults])) from error
    chosen = _chosen(options["store"])
    for doubt in doubts(datamap, today()):
        say(f"Warning: {doubt}")
    if not faults:
        say(f"The data map is sound: {len(datamap.categories)} categories, {len(datamap.tables())} tables.")
    told = [*faults]
    for store in chosen:
        found = _faults(store)
        if found:
            told += ["", _heading(store, datamap), *(f"  {one}" for one in found)]
            faults += found
        else:
            say(_("%(store)s agrees with the data map.") % {"store": store.key})
    if faults:
        count = ngettext("%d thing to put right.", "%d things to put right.", len(faults)) % len(faults)
        raise CommandError("\n".join([*told, "", count]).strip())


def _chosen(keys: list[str]) -> list[Store]:
    stores = {store.key: store for store in all_stores()}
    for key in keys:
        if key not in stores:
            raise CommandError(f"The data map has no store {key} with tables. {nearest(key, stores)}")
    return [store for key, store in stores.items() if key in keys or not keys]


def _faults(store: Store) -> list[str]:
    """Return a sentence for each difference, and if there is none, for each thing that would stop an erasure."""
    try:
        return drift(store) or [f"{store.key}: {problem}" for problem in feasible(store)]
    except StoreUnavailable as error:
        return [f"{store.key}: {why_out_of_reach(error, store.map.database)}"]
    except StoreFault:
        return [
            _("%(store)s: its database refuses to say what it has. Look at the rights of the portal's role.")
            % {"store": store.key}
        ]


def _heading(store: Store, datamap: DataMap) -> str:
    return f"{datamap.stores[store.key].name}: edit {origin(store.key)}"
