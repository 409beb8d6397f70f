"""`manage.py subjects sync STORE`: take the company's people over as data subjects."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.roster import sync_roster
from accounts.actor import SYSTEM
from accounts.datamap.current import current
from accounts.datamap.errors import nearest
from accounts.errors import DomainError


class Command(BaseCommand):
    """Take the company's people over as data subjects."""

    help = "Sync the people of a store with the data subjects."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `sync STORE [--again] [--accept-gone]`."""
        sync = parser.add_subparsers(dest="verb", required=True).add_parser(
            "sync", help="Read all people of a store. Goes on where an unfinished run stopped."
        )
        sync.add_argument("store", help="Key of the store in the data map.")
        sync.add_argument(
            "--again", action="store_true", help="Begin at the first row, whatever was read before."
        )
        sync.add_argument(
            "--accept-gone",
            action="store_true",
            help="Go on although a large part of the people known is not in the store any more.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync and say what was done. Exit with an error for an unknown store and a run that could not finish."""
        store = options["store"]
        stores = current().stores
        if store not in stores:
            raise CommandError(f"There is no store {store} in the data map. {nearest(store, stores)}")
        try:
            counts = sync_roster(
                store, again=options["again"], accept_gone=options["accept_gone"], actor=SYSTEM
            )
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        said = ", ".join(f"{counts[name]} {name}" for name in sorted(counts) if counts[name])
        self.stdout.write(f"People of {stores[store].name}: {said or 'none'}.")
