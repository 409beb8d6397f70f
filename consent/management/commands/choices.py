"""`manage.py choices`: check that the ledger of choices is whole, or that a receipt is genuine."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from accounts.encoding import from_text
from consent.chain import breaks
from consent.models import ConsentRecord
from consent.receipts import faults_in

AT_ONCE = 2000
"""Rows held at a time: a chain is walked, never loaded."""


class Command(BaseCommand):
    """Check the chains of the ledger, or a receipt."""

    help = (
        "Check that no entry of the ledger of choices was changed or left out, or that a receipt is genuine."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `check`, or `verify FILE`."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="Walk every holder's entries. Exits with 1 when one does not fit.")
        verify = verbs.add_parser("verify", help="Check a receipt. Exits with 1 when it is not genuine.")
        verify.add_argument("file", nargs="?", default="-", help="The receipt; standard input if not given.")
        verify.add_argument(
            "--key", help="Public key in base64; those this installation publishes if not given."
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the verb."""
        whole = self._check() if options["verb"] == "check" else self._verify(options["file"], options["key"])
        if not whole:
            raise SystemExit(1)

    def _check(self) -> bool:
        self.entries = holders = broken = 0
        walked = ConsentRecord.objects.in_chain_order().iterator(chunk_size=AT_ONCE)
        for holder, chain in groupby(self._counted(walked), key=lambda record: record.holder):
            numbers = breaks(chain)
            holders += 1
            if numbers:
                broken += 1
                self.stderr.write(
                    _("%(holder)s: entries that do not fit: %(numbers)s.")
                    % {"holder": holder, "numbers": ", ".join(map(str, numbers))}
                )
        self.stdout.write(
            _("%(entries)d entries of %(holders)d holders walked; %(broken)d with a break.")
            % {"entries": self.entries, "holders": holders, "broken": broken}
        )
        return not broken

    def _counted(self, walked: Iterable[ConsentRecord]) -> Iterator[ConsentRecord]:
        for record in walked:
            self.entries += 1
            yield record

    def _verify(self, file: str, key: str | None) -> bool:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
            document = json.loads(text)
            public_key = _key(key) if key else None
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        faults = faults_in(document, public_key)
        said = {
            "unreadable": _("This is no receipt of ours."),
            "signature": _("The signature does not fit: it was changed, or signed with another key."),
            "digest": _("The facts of the entry do not fit its fingerprint."),
        }
        for fault in faults:
            self.stderr.write(said[fault])
        if not faults:
            self.stdout.write(_("The receipt is genuine."))
        return not faults


def _key(text: str) -> bytes:
    return from_text(text.strip().rstrip("=").replace("+", "-").replace("/", "_"))
