"""`manage.py stores check`: compare every store with the data map, and see whether each erasure it asks for is possible."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.registry import all_stores
from exports.stores.store import StoreUnavailable


class Command(BaseCommand):
    help = "Compare the tables that are really there with the data map. Exits with 1 when they differ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("store", nargs="*", help="Keys of stores; none: all of them.")

    def handle(self, *_args: Any, **options: Any) -> None:
        faults = 0
        for store in all_stores():
            if options["store"] and store.key not in options["store"]:
                continue
            try:
                found = [*drift(store), *(f"{store.key}: {problem}" for problem in feasible(store))]
            except StoreUnavailable:
                found = [_("%(store)s: the database cannot be reached.") % {"store": store.key}]
            for sentence in found:
                self.stderr.write(sentence)
            faults += len(found)
            if not found:
                self.stdout.write(_("%(store)s agrees with the data map.") % {"store": store.key})
        if faults:
            raise SystemExit(1)
