"""`manage.py datamap rehearse SUBJECT`: an erasure inside transactions that are rolled back, with its numbers."""

from argparse import ArgumentParser
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.core.management.base import CommandError

from accounts.actor import SYSTEM
from accounts.datamap.current import current
from accounts.datamap_verbs import Say
from accounts.errors import DomainError
from exports.actions.locating import rehearse_erasure
from exports.stores.registry import file_stores, outside_stores
from exports.whom import add_whom, subject_meant

HELP = "Rehearse an erasure: every step in its real order, and everything rolled back. It is recorded."
WORDS = {"delete": "deleted", "anonymise": "anonymised", "retain": "kept"}


def add_arguments(parser: ArgumentParser) -> None:
    """Take a person."""
    add_whom(parser)


def run(options: Mapping[str, Any], say: Say) -> None:
    """Print what each step would do. Ends with 1 when something would be refused."""
    subject = subject_meant(options)
    try:
        done = rehearse_erasure(subject, actor=SYSTEM)
    except DomainError as error:
        raise CommandError(f"An erasure would not begin ({error.code}): {error.message}") from error
    for key, steps in groupby(done, key=lambda step: step.store):
        say(f"{key} ({current().stores[key].name})")
        for step in steps:
            said = f"refused by {step.refused}" if step.refused else WORDS[step.handling]
            # What is retained is not counted, because nothing of it is touched: a 0 would say that there is nothing.
            rows = "" if step.handling == "retain" and not step.rows else step.rows
            say(f"  {step.table:40} {rows:>10}  {said}")
    for store in [*file_stores(), *outside_stores()]:
        say(f"{store.key} ({store.name}): left alone by a rehearsal")
    say("Everything was rolled back.")
    if refused := [f"{step.store}.{step.table}: {step.refused}" for step in done if step.refused]:
        raise CommandError("\n".join(["An erasure would be refused:", *refused]))
