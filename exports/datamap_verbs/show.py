"""`manage.py datamap show SUBJECT`: where this person's data is, in numbers; no value is shown."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from accounts.actor import SYSTEM
from accounts.datamap.current import current
from accounts.datamap_verbs import Say
from exports.actions.locating import Held, where_data_is
from exports.quarantine import names_of_quarantined
from exports.stores.registry import outside_stores
from exports.whom import add_whom, subject_meant

HELP = "Say where a person's data is: rows by store and table, no values. It is recorded."


def add_arguments(parser: ArgumentParser) -> None:
    """Take a person."""
    add_whom(parser)


def run(options: Mapping[str, Any], say: Say) -> None:
    """Print the numbers of each store, what could not be asked, and who outside would have to be asked."""
    subject = subject_meant(options)
    datamap = current()
    checked = names_of_quarantined(datamap)
    for held in where_data_is(subject, actor=SYSTEM):
        name = datamap.stores[held.store].name
        mark = " (in quarantine: this may not be all)" if name in checked else ""
        say(f"{held.store} ({name}){mark}: {_said(held)}")
        for table, count in held.counts.items():
            if count:
                say(f"  {table:40} {count:>10}")
    for store in outside_stores():
        say(f"{store.key} ({store.name}): not known here; it is asked when a request needs it")


def _said(held: Held) -> str:
    if held.away:
        return f"could not be asked ({held.away})"
    rows = sum(held.counts.values())
    return f"{rows} in {sum(bool(n) for n in held.counts.values())} places" if rows else "nothing"
