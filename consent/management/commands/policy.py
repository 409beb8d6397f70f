"""`manage.py policy publish`: take a text that was written elsewhere into the archive, or publish it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actor import SYSTEM
from accounts.day_argument import day
from accounts.errors import DomainError
from consent.actions.policy import import_policy
from consent.models import ChangeClass
from consent.policy.rendering import first_heading


class Command(BaseCommand):
    """Publish a Markdown file as a version of the policy. The same file and date again change nothing."""

    help = "Publish a Markdown file as a version of the policy."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `publish FILE --effective DATE --class CLASS` with a title and a summary."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        publish = verbs.add_parser("publish", help="Publish a Markdown file.")
        publish.add_argument("file", type=Path, help="The text in Markdown, UTF-8.")
        publish.add_argument(
            "--effective",
            type=day,
            required=True,
            help="Date from which it applies, YYYY-MM-DD.",
        )
        publish.add_argument(
            "--class",
            dest="change_class",
            choices=ChangeClass.values,
            required=True,
            help="How much it changes.",
        )
        publish.add_argument(
            "--title", default="", help="Its title; the first heading of the text if not given."
        )
        summary = publish.add_mutually_exclusive_group(required=True)
        summary.add_argument("--summary", help="What changes for a reader, in plain words.")
        summary.add_argument("--summary-file", type=Path, help="A file with these words.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish. Exit with an error that says what is wrong with the text, the class or the date."""
        try:
            source = options["file"].read_text(encoding="utf-8")
            summary = options["summary"] or options["summary_file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        try:
            version, new = import_policy(
                actor=SYSTEM,
                source=source,
                title=options["title"] or first_heading(source),
                change_class=options["change_class"],
                effective_on=options["effective"],
                summary=summary.strip(),
            )
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        said = "published" if new else "unchanged"
        self.stdout.write(f"Policy {said}: version {version.number}, in force from {version.effective_on}.")
