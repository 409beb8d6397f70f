"""`manage.py trial_people`: make the sign-ins of the trial."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.sign_ins.people import make_sign_ins


class Command(BaseCommand):
    """Make the sign-ins of the trial."""

    help = "Make sign-ins for members of the sample company and two of its staff. Only in a trial."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them and print one line each. Refused outside a trial: the password is known to everybody."""
        if not getattr(settings, "TRIAL", False):
            raise CommandError(
                "These sign-ins have a password everybody knows. They are made in a trial only."
            )
        for line in make_sign_ins():
            self.stdout.write(line)
