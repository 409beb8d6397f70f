"""Who is meant on a command line. An address or number never stands in the arguments: it would stay in histories and lists of processes."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError

from accounts.models import DataSubject

KINDS = {"email": ("email", "E-mail address"), "id": ("platform_id", "Number in the store")}


def add_whom(parser: ArgumentParser) -> None:
    """Take a reference, or a flag that says what is read from standard input or asked for."""
    parser.add_argument("subject", nargs="?", help="The opaque reference of the person.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--email", action="store_true", help="Read an e-mail address from standard input, or ask for it."
    )
    how.add_argument(
        "--id",
        action="store_true",
        help="Read the person's number in a store from standard input, or ask for it; needs --of.",
    )
    parser.add_argument("--of", default="", metavar="STORE", help="The store whose number --id reads.")


def subject_meant(options: Mapping[str, Any]) -> DataSubject:
    """Return the person the options name. Raise CommandError, which repeats no address and no number."""
    kind = next((one for one in KINDS if options[one]), None)
    if (kind is None) == (options["subject"] is None):
        raise CommandError("Give the person's reference, or --email or --id and nothing else.")
    if kind is None:
        return _by_reference(options["subject"])
    if kind == "id" and not options["of"]:
        raise CommandError("Numbers belong to a store: name it with --of.")
    identifier, prompt = KINDS[kind]
    value = _read(prompt)
    found = list(DataSubject.objects.known_by(identifier, value, options["of"] if kind == "id" else "")[:2])
    if len(found) != 1:
        raise CommandError("Nobody is known by that." if not found else "Several people are known by that.")
    return found[0]


def _by_reference(text: str) -> DataSubject:
    try:
        ref = UUID(text)
    except ValueError as error:
        raise CommandError(
            "That is no reference. Addresses and numbers do not belong in the arguments, where others see them: use --email or --id."
        ) from error
    found = DataSubject.objects.filter(ref=ref).first()
    if found is None:
        raise CommandError("Nobody has this reference.")
    return found


def _read(prompt: str) -> str:
    value = input(f"{prompt}: ") if sys.stdin.isatty() else sys.stdin.readline()
    if not value.strip():
        raise CommandError("Nothing was given.")
    return value.strip()
