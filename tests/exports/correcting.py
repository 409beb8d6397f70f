"""Ways the tests of corrections share: what the worker reads, and one value corrected from end to end."""

from typing import Any

from accounts.actor import Actor
from accounts.models import DataSubject
from exports.actions.corrections import refresh_values, request_correction
from exports.correcting.fields import Entry
from exports.correcting.reading import entries_of
from exports.models import Correction

ACTOR = Actor("person", "maya")


def entries(subject: DataSubject, jobs: Any) -> dict[str, Entry]:
    """Return what the worker read for the page, by label."""
    values = refresh_values(subject, actor=ACTOR)
    jobs.run()
    values.refresh_from_db()
    return {entry.label: entry for entry in entries_of(values) or []}


def correct(subject: DataSubject, jobs: Any, label: str, value: str) -> Correction:
    """Correct one value and let the worker write it."""
    made = request_correction(subject, actor=ACTOR, entry=entries(subject, jobs)[label], value=value)
    jobs.run()
    made.refresh_from_db()
    return made


def others(office: Any, key: int) -> list[tuple]:
    """Return every other citizen as they are."""
    return office.run("SELECT to_jsonb(c)::text FROM citizen c WHERE id <> %s ORDER BY id", key)
