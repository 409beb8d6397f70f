"""`manage.py trial_states`: put the trial's people in the middle of things."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.states.play import play


class Command(BaseCommand):
    """Put the trial's people in the middle of things."""

    help = "Make requests, choices and versions of the policy as they would be after some months. Only in a trial."

    def handle(self, *args: Any, **options: Any) -> None:
        """Play every scene. Refused outside a trial: it turns the clock back and acts for people."""
        if not getattr(settings, "TRIAL", False):
            raise CommandError("This acts for people and turns the clock back. It is done in a trial only.")
        self.stdout.write(f"{play()} scenes")
