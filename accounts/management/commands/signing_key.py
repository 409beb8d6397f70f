"""`manage.py signing_key new`: make the next signing key and say what to set."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import signing
from accounts.clock import today
from accounts.encoding import to_text


class Command(BaseCommand):
    """Make a key, or list those that are published. Changes nothing by itself."""

    help = "Make a new signing key and print what to set, or list the keys that are published."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `new` or `list`."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("new", help="Print the two settings that bring a new key into use. Holds a secret.")
        verbs.add_parser("list", help="Print the published keys with their ids and days. Holds no secret.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the verb. Raise CommandError for a second change on one day."""
        if options["verb"] == "list":
            for key in signing.published():
                self.stdout.write(f"{key.kid}  {key.text}  {key.since or '...'} to {key.until or 'now'}")
            return
        day = today().isoformat()
        if any(until >= day for _, until in settings.CANDOR_FORMER_SIGNING_KEYS):
            raise CommandError("A key ended today already. Change the key again tomorrow at the earliest.")
        former = [*settings.CANDOR_FORMER_SIGNING_KEYS, (signing.public_key(), day)]
        ended = ",".join(f"{to_text(raw)}={until}" for raw, until in former)
        self.stdout.write(f"CANDOR_SIGNING_KEY={to_text(secrets.token_bytes(32))}=")
        self.stdout.write(f"CANDOR_FORMER_SIGNING_KEYS={ended}")
        self.stderr.write("Set both for every process at once, then restart all. Keep the first one secret.")
