"""`manage.py datamap VERB`: check, keep and look into the data map. Verbs stand in the apps' `datamap_verbs`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.datamap_verbs import verbs


class Command(BaseCommand):
    """Run one verb on the data map."""

    help = "Check, keep and look into the data map."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a verb and what follows it."""
        known = parser.add_subparsers(dest="verb", required=True)
        for name, verb in verbs().items():
            verb.add_arguments(known.add_parser(name, help=verb.HELP, description=verb.HELP))

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the system checks before, unless the verb says by itself what they would say."""
        if getattr(verbs()[options["verb"]], "CHECKS_BY_ITSELF", False):
            options["skip_checks"] = True
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the verb. Exit with an error that names file, line and key when the map is faulty."""
        verbs()[options["verb"]].run(options, self.stdout.write)
