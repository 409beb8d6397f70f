"""Plan a package: look the person up in every store and write down the pieces of work."""

from collections.abc import Collection
from dataclasses import replace

from django.db import transaction

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap import history
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import StoreMap
from exports.actions.questions import ask_store
from exports.building.keys import new_key, seal_located
from exports.building.mapped import map_of, scoping_of, store_of
from exports.building.names import file_stem
from exports.models import ExportPackage, PackageSection
from exports.outside.stores import stores_that
from exports.portable.outputs import planned
from exports.quarantine import require_sound
from exports.scope import Format
from exports.stores import collect
from exports.stores.days import edges_of
from exports.stores.keys import cut
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.objects import count_files, locate_files
from exports.stores.registry import all_stores, file_stores
from exports.stores.store import Store

Kind = PackageSection.Kind
BESIDE: dict[Format, Kind] = {"html": Kind.PAGES, "csv": Kind.CSV}
"""What is made of a finished section of rows, by the form that was asked for."""
ROOM = 10_000
"""Positions between two planned sections, for the further pieces of one with many files."""

MOST_ROWS = 100_000
"""A table with more rows is cut between keys into pieces of so many, which workers read side by side."""


def plan(package: ExportPackage) -> None:
    """Write the package's sections, its key and what was located, in one commit under the lease.

    `records` of a section says how much is expected until it is done. A table without rows of the person is noted as
    such and needs no work; one that the scope leaves out has no section. Stores outside that hand over copies are asked
    in the same commit. Raise StoreUnavailable, StoreFault, StoreQuarantined, Unreadable or LeaseLost; then nothing was
    written.
    """
    located: dict[str, Located] = {}
    wish, scoping, seen = package.wish, scoping_of(package), map_of(package)
    sections = [PackageSection(kind=Kind.IDENTIFIERS, store=PORTAL, stem="portal/what-locates-you")]
    for store in all_stores():
        package.heartbeat()
        require_sound(store)
        scoped = store_of(seen, store.key)
        found = replace(locate(store, package.subject), days=edges_of(scoped, wish.since, wish.until))
        located[store.key] = found
        sections += _sections(scoped, found, wish.formats, left_out=scoping.left_out(store.map))
    for files in file_stores():
        package.heartbeat()
        located[files.key] = locate_files(files, located)
        left_out = scoping.left_out(files)
        sections += _file_sections(seen.stores[files.key], located[files.key], left_out=left_out)
    holding = {(s.store, s.table) for s in sections if s.kind == Kind.ROWS and s.done_at is None}
    sections += planned(wish.formats, holding)
    outside = [store for store in stores_that("access") if scoping.asks(store)]
    taken: set[str] = set()
    sections += [
        PackageSection(kind=Kind.OUTSIDE, store=store.key, stem=file_stem("outside", store.key, taken))
        for store in outside
    ]
    sections.append(PackageSection(kind=Kind.INDEX, stem="index"))
    for position, section in enumerate(sections):
        section.package, section.position = package, position * ROOM
    todo = sum(section.done_at is None for section in sections)
    with transaction.atomic():
        for store in outside:
            ask_store(package.subject, store=store, verb="access", actor=SYSTEM, request_ref=package.ref)
        PackageSection.objects.bulk_create(sections)
        package.commit_piece(
            sections_total=todo,
            wrapped_key=new_key(package),
            sealed_located=seal_located(package, located),
            map_version=history.latest_id(),
        )


def _sections(
    store: Store, located: Located, formats: Collection[Format], *, left_out: Collection[str]
) -> list[PackageSection]:
    """Return the sections of a store; of a table the scope leaves out there are none, for it is not said to be empty."""
    counts = collect.count(store, located)
    taken: set[str] = set()
    sections = []
    for name, table in store.map.tables.items():
        stem = file_stem(store.key, name, taken)
        place = {"store": store.key, "table": name, "stem": stem}
        if name in left_out:
            continue
        if not counts[name] or not table.fields:
            sections.append(PackageSection(kind=Kind.ROWS, done_at=now(), **place))
            continue
        pieces = cut(store, table, located, rows=counts[name], every=MOST_ROWS)
        stems = [stem] if len(pieces) == 1 else _parts(store.key, name, len(pieces), taken)
        for kind in (Kind.ROWS, *(kind for form, kind in BESIDE.items() if form in formats)):
            for piece, part in zip(pieces, stems, strict=True):
                # Pages are numbered through the whole table; whatever else is made of rows is called as they are.
                own = stem if kind == Kind.PAGES else part
                begins, expected = piece.as_data(), min(counts[name], MOST_ROWS)
                sections.append(
                    PackageSection(kind=kind, begins=begins, records=expected, **place | {"stem": own})
                )
        if set(table.files) - set(table.withheld):
            sections.append(PackageSection(kind=Kind.FILES, **place))
    return sections


def _parts(store: str, name: str, pieces: int, taken: set[str]) -> list[str]:
    """Return paths for the pieces of a table, numbered in their order."""
    return [file_stem(store, f"{name}-{number:04}", taken) for number in range(1, pieces + 1)]


def _file_sections(store: StoreMap, located: Located, *, left_out: Collection[str]) -> list[PackageSection]:
    counts = count_files(store, located)
    taken: set[str] = set()
    sections = []
    for key, objects in store.objects.items():
        if key in left_out:
            continue
        section = PackageSection(
            kind=Kind.FILES,
            store=store.key,
            table=key,
            stem=file_stem(store.key, key, taken),
            records=counts[key],
        )
        if objects.withheld or not counts[key]:
            section.done_at, section.records = now(), 0
        sections.append(section)
    return sections
