"""`manage.py datamap`: check the data map, or snapshot it."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import SYSTEM
from accounts.clock import today
from accounts.datamap import history
from accounts.datamap.coverage import problems
from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError


class Command(BaseCommand):
    """Check the data map, or snapshot it as the one in force from a date."""

    help = "Check the data map, or apply it from a date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `check` or `apply --effective DATE`."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="Read the map and compare it with the installed models.")
        apply = verbs.add_parser("apply", help="Snapshot the map.")
        apply.add_argument(
            "--effective", type=date.fromisoformat, help="Date from which it applies; today if not given."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb. Exit with an error that names file, line and key when the map is faulty."""
        try:
            datamap = current()
        except DataMapError as error:
            raise CommandError(str(error)) from error
        found = list(problems())
        if found:
            raise CommandError("\n".join(found))
        tables = len(datamap.tables())
        if options["verb"] == "check":
            self.stdout.write(
                f"The data map is sound: {len(datamap.categories)} categories, {tables} tables."
            )
            return
        version, new = history.apply(datamap, effective=options["effective"] or today(), actor=SYSTEM)
        said = "applied" if new else "unchanged"
        self.stdout.write(
            f"Data map {said}: version {version.pk}, in force from {version.effective}, {tables} tables."
        )
