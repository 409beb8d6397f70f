"""Say where a person's data is, and what an erasure of it would do: numbers and places, no values."""

from dataclasses import dataclass

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.datamap.models import PORTAL
from accounts.errors import DomainError
from accounts.models import DataSubject
from exports.stores import collect
from exports.stores.erase import refuse_held
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.objects import count_files, locate_files
from exports.stores.registry import all_stores, file_stores
from exports.stores.rehearse import Rehearsed, rehearse


@dataclass(frozen=True)
class Held:
    """How many rows or files of a person a store has, by table; `away` says why it could not be asked."""

    store: str
    counts: dict[str, int]
    away: str = ""


def where_data_is(subject: DataSubject, *, actor: Actor) -> list[Held]:
    """Return how many rows of this person every table of every store has, and files. That somebody asked is recorded first."""
    with transaction.atomic():
        audit.record("exports:data:located", actor=actor, subject_ref=subject.ref)
    found: list[Held] = []
    located: dict[str, Located] = {}
    for store in all_stores():
        try:
            located[store.key] = locate(store, subject)
            found.append(Held(store.key, collect.count(store, located[store.key])))
        except DomainError as error:
            found.append(Held(store.key, {}, error.code))
    for files in file_stores():
        try:
            found.append(Held(files.key, count_files(files, locate_files(files, located))))
        except DomainError as error:
            found.append(Held(files.key, {}, error.code))
    return found


def rehearse_erasure(subject: DataSubject, *, actor: Actor) -> list[Rehearsed]:
    """Return what an erasure of this person would do, store by store in the real order; nothing of it is committed.

    Files are not touched, and nobody outside is asked. Rows are locked for the time of each store's rehearsal. Raise
    HeldByLaw, StoreUnavailable, StoreFault. That it was done is recorded with its numbers.
    """
    refuse_held(subject)
    done: list[Rehearsed] = []
    stores = sorted(all_stores(), key=lambda store: store.key == PORTAL)
    for store in stores:
        done += rehearse(store, locate(store, subject))
    with transaction.atomic():
        audit.record(
            "exports:erasure:rehearsed",
            actor=actor,
            subject_ref=subject.ref,
            stores=len(stores),
            rows=sum(one.rows for one in done),
            refused=sum(bool(one.refused) for one in done),
        )
    return done
