"""`manage.py trial_roster`: make the people of every store known, whatever the data map calls its stores."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.datamap.current import current


class Command(BaseCommand):
    """Make the people of every store known."""

    help = "Sync the people of each store of the data map that has some. Again, it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync store after store and say what each had; say it too when no store has people."""
        stores = [key for key, store in current().stores.items() if store.kind == "sql" and store.people]
        for key in stores:
            call_command("subjects", "sync", key, stdout=self.stdout)
        if not stores:
            self.stdout.write(
                "No store of the data map has people, so nobody is known yet: name some under `people`."
            )
