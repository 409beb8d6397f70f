"""`manage.py datamap scaffold STORE [--from-alias ALIAS] [--schema NAME …] [--output FILE]`: propose a map for a database."""

import re
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap_verbs import Say
from accounts.errors import DomainError
from exports.reaching import why_out_of_reach
from exports.scaffold.propose import propose
from exports.scaffold.writing import written
from exports.stores.store import StoreUnavailable

KEY = re.compile(r"[a-z][a-z0-9_-]*")
CHECKS_BY_ITSELF = True
HELP = "Look at an unknown database and write a map of it, every guess marked as one."


def add_arguments(parser: ArgumentParser) -> None:
    """Take the store's key, where its database is, and where to write."""
    parser.add_argument("store", help="The key the store gets in the map; also its alias, if none is given.")
    parser.add_argument("--from-alias", help="Alias of the database in CANDOR_DATABASES.")
    parser.add_argument(
        "--schema",
        action="append",
        default=[],
        help="Schema of its tables, where it is not the usual one; several times for several, the store's own first.",
    )
    parser.add_argument("--output", type=Path, help="A new file; without it the map is printed.")


def run(options: Mapping[str, Any], say: Say) -> None:
    """Write the map to a file that is not there yet, or print it. Reads a bounded sample and prints no value of it."""
    if not KEY.fullmatch(options["store"]):
        raise CommandError(
            f"{options['store']} cannot be the key of a store: use small letters, digits, - and _, and begin with a letter."
        )
    alias, schemas = _place(options)
    output = options["output"]
    if output is not None and output.exists():
        raise CommandError(f"{output} is there already, and nothing is written over it.")
    try:
        plan = propose(options["store"], alias, *schemas)
    except StoreUnavailable as error:
        raise CommandError(f"{options['store']}: {why_out_of_reach(error, alias)}") from error
    except DomainError as error:
        raise CommandError(f"{alias}: {error.message}") from error
    for schema in schemas or [""]:
        if schema not in plan.schemas and (schema or not plan.schemas):
            where = f"in schema {schema} of {alias}" if schema else f"in {alias}"
            raise CommandError(
                f"There is no table {where} that the portal's role may see. Look at --schema and at its rights."
            )
    if output is None:
        say(written(plan))
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(written(plan))
    except OSError as error:
        raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
    say(
        f"{output}: {len(plan.people)} tables of people, {len(plan.tables)} personal tables in all, "
        f"{len(plan.not_personal)} others."
    )
    say("What needs a person's eye stands at the beginning of the file:")
    for eye in plan.eyes:
        say(f"  - {eye}")


def _place(options: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the alias and the schemas: as given, as the map in force has them for this store, or the store's own name."""
    given, schemas = options["from_alias"], options["schema"]
    if given is None:
        try:
            known = current().stores.get(options["store"])
        except DataMapError:
            known = None
        given = known.database if known is not None and known.has_tables else options["store"]
        schemas = schemas or ([known.schema] if known is not None and known.schema else [])
    if given not in settings.DATABASES:
        raise CommandError(
            f"There is no database {given}: name it in CANDOR_DATABASES and give its address in {given.upper()}_DATABASE_URL. "
            f"{nearest(given, settings.DATABASES)}"
        )
    return given, schemas
