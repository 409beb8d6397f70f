"""`manage.py disclosures load FILE`: record to whom data was given, from a CSV file."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.disclosures import LinesRefused, load_disclosures
from accounts.actor import SYSTEM
from accounts.datamap.errors import nearest
from accounts.disclosures.entries import KEYS, NEEDED


class Command(BaseCommand):
    """Record disclosures from a CSV file: all lines or none."""

    help = "Record to whom data was given, from a CSV file with a head line. Nothing is recorded when a line is faulty."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `load FILE [--sender NAME]`."""
        load = parser.add_subparsers(dest="verb", required=True).add_parser(
            "load", help=f"Record every line. Columns: {', '.join(KEYS)}."
        )
        load.add_argument("file", help="The file, in UTF-8; - reads standard input.")
        load.add_argument(
            "--sender",
            default="file",
            help="Whose numbers the column id holds: the same number of the same sender is one entry. Give the name "
            "of a service key to go on where that system stopped.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Record and say how many. Exit with an error that names the faulty lines."""
        try:
            counts = self._load(options["file"], options["sender"])
        except LinesRefused as error:
            for one in error.errors:
                self.stderr.write(f"Line {one.line}{f' ({one.id})' if one.id else ''}: {one.detail}")
            raise CommandError(
                "Nothing was recorded. Correct these lines and load the file again."
            ) from error
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError("Nothing was recorded. The file is not in UTF-8.") from error
        said = ", ".join(
            f"{counts[name]} {name.replace('_', ' ')}" for name in sorted(counts) if counts[name]
        )
        self.stdout.write(f"Disclosures: {said or 'none in the file'}.")

    def _load(self, name: str, sender: str) -> Any:
        if name == "-":
            return load_disclosures(_lines(sys.stdin), sender=sender, actor=SYSTEM, first_line=2)
        with Path(name).open(encoding="utf-8-sig", newline="") as file:
            return load_disclosures(_lines(file), sender=sender, actor=SYSTEM, first_line=2)


def _lines(file: TextIO) -> Iterator[Any]:
    """Yield each line by the names of its columns; empty cells are left out. Raise CommandError for another head line."""
    rows = csv.reader(file, strict=True)
    try:
        head = [name.strip() for name in next(rows, [])]
        for name in head:
            if name not in KEYS:
                raise CommandError(f"Line 1: there is no column {name[:40]}. {nearest(name, KEYS)}")
        for name in NEEDED:
            if name not in head:
                raise CommandError(f"Line 1: the column {name} is missing.")
        for row in rows:
            if len(row) > len(head):
                yield {"id": row[head.index("id")], "more cells than columns": ""}
            else:
                yield {key: cell for key, cell in zip(head, row, strict=False) if cell.strip()}
    except csv.Error as error:
        raise CommandError(f"Line {rows.line_num}: {error}.") from error
