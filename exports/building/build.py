"""Work on a package: claim it, do bounded pieces under the lease, close it, or say why it did not work."""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts import audit
from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.sealing import Unreadable
from exports.archive import objects
from exports.archive.parts import settle_parts
from exports.archive.reader import Archive, section_name
from exports.archive.sealed import seal_stream
from exports.building.content import (
    Begin,
    Content,
    files_content,
    identifiers_content,
    objects_content,
    rows_content,
)
from exports.building.index import index_content
from exports.building.keys import key_of, located_of
from exports.building.outside import outside_content, waits
from exports.building.pages import pages_content, with_list
from exports.building.plan import plan
from exports.building.sheets import sheet_content
from exports.models import ExportPackage, PackageSection
from exports.outside.answers import drop_for
from exports.quarantine import WAIT, StoreQuarantined, require_sound, suspect
from exports.signals import package_failed, package_ready
from exports.stores.located import Located
from exports.stores.registry import all_stores, open_store
from exports.stores.store import StoreFault

PIECE_SECONDS = 20.0
"""How long one nudge works before it lets other jobs of the queue have a turn."""
HEARTBEAT_SECONDS = 15.0


def build(pk: int) -> bool:
    """Work on the package for a bounded time and return whether there is more to do.

    Whatever goes wrong leaves no half object behind: the package is tried again later, and after its
    attempts are used up it is failed with a code and its failure is told. Unexpected errors go on.
    """
    package = ExportPackage.claim(pk)
    if package is None:
        tell_failure(pk)
        return False
    try:
        return _work(package)
    except LeaseLost:
        return False
    except StoreQuarantined as quarantined:
        with suppress(LeaseLost):
            _begin_again(package)
            package.retry_later(quarantined.code, WAIT)
        return False
    except DomainError as error:
        if isinstance(error, StoreFault):
            suspect(error.store)
        with suppress(LeaseLost):
            if isinstance(error, Unreadable):
                package.give_up(error.code)
            else:
                package.retry_later(error.code)
        tell_failure(pk)
        return False
    except Exception:
        with suppress(LeaseLost):
            package.retry_later("unexpected")
        tell_failure(pk)
        raise


def tell_failure(pk: int) -> None:
    """Audit and signal once that a package failed; does nothing to any other. Commits on its own."""
    with transaction.atomic():
        failed = ExportPackage.objects.select_for_update().filter(
            pk=pk, job_state="failed", failure_told_at__isnull=True
        )
        for package in failed:
            ExportPackage.objects.filter(pk=pk).update(failure_told_at=now())
            audit.record(
                "exports:package:failed",
                actor=SYSTEM,
                subject_ref=package.subject.ref,
                package=str(package.ref),
                code=package.last_error_code,
            )
            package_failed.send(sender=ExportPackage, package=package)


def _work(package: ExportPackage) -> bool:
    if package.subject.erased_at is not None:
        package.give_up("subject_erased")
        tell_failure(package.pk)
        return False
    if not package.sections_total:
        plan(package)
    key, located = key_of(package), located_of(package)
    until = time.monotonic() + PIECE_SECONDS
    while (section := package.sections.filter(done_at__isnull=True).order_by("position").first()) is not None:
        if section.kind == PackageSection.Kind.OUTSIDE and waits(package):
            return False
        _build_section(package, section, key, located)
        if time.monotonic() > until:
            package.pause()
            return True
    _close(package)
    return False


def _build_section(
    package: ExportPackage, section: PackageSection, key: bytes, located: dict[str, Located]
) -> None:
    """Write the section's object under a fresh name, then commit the row under the lease; else remove the object."""
    content = _content(package, section, key, located)
    stream = _beating(package, section, content.stream)
    name = objects.write(package.folder, seal_stream(key, section_name(section), stream))
    try:
        with transaction.atomic():
            progress = {"sections_done": package.sections_done + 1}
            if content.more is not None:
                progress["sections_total"] = package.sections_total + 1
                _go_on(section, content.more)
            package.commit_piece(**progress)
            section.done_at = now()
            section.records = content.records
            section.missing = content.missing
            section.members = [member.as_data() for member in content.members.made]
            section.object_name = name if section.members else ""
            section.save()
    except BaseException:
        objects.remove(name)
        raise
    if not section.members:
        objects.remove(name)


def _go_on(section: PackageSection, begin: Begin) -> None:
    """Insert the section that goes on with the files, directly behind this one. Call in the transaction that commits this one."""
    PackageSection.objects.create(
        package=section.package,
        position=section.position + 1,
        kind=section.kind,
        store=section.store,
        table=section.table,
        stem=section.stem,
        begins=begin.as_data(),
    )


def _content(
    package: ExportPackage, section: PackageSection, key: bytes, located: dict[str, Located]
) -> Content:
    kinds = PackageSection.Kind
    if section.kind == kinds.IDENTIFIERS:
        return identifiers_content(package.subject, section.stem)
    if section.kind == kinds.INDEX:
        return index_content(package)
    if section.kind == kinds.OUTSIDE:
        return outside_content(package, section)
    if section.kind == kinds.FILES:
        return _files(package, section, located[section.store])
    store = open_store(section.store)
    if section.kind == kinds.ROWS:
        return rows_content(store, section.table, located[section.store], section.stem)
    rows = package.sections.get(kind=kinds.ROWS, store=section.store, table=section.table)
    written = pages_content if section.kind == kinds.PAGES else sheet_content
    return written(key, rows, store.table(section.table))


def _files(package: ExportPackage, section: PackageSection, located: Located) -> Content:
    """Return a piece of files, of rows or of a store of files, with a page that leads to them where pages are wanted."""
    begin = Begin.from_data(section.begins)
    objects_map = current().store(section.store).objects.get(section.table)
    if objects_map is not None:
        label, content = objects_map.name, objects_content(objects_map, located, section.stem, begin)
    else:
        store = open_store(section.store)
        label = store.table(section.table).label
        content = files_content(store, section.table, located, section.stem, begin)
    if "html" not in package.wish.formats:
        return content
    return with_list(content, label, section.stem, begin.before)


def _beating(package: ExportPackage, section: PackageSection, stream: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the stream with a heartbeat now and then, where the portal's own connection is free to send one."""
    streams_rows = section.kind in (PackageSection.Kind.ROWS, PackageSection.Kind.FILES)
    streams_rows = streams_rows and current().store(section.store).has_tables
    silent = streams_rows and open_store(section.store).shares_our_database
    last = time.monotonic()
    for piece in stream:
        yield piece
        if not silent and time.monotonic() - last > HEARTBEAT_SECONDS:
            package.heartbeat()
            last = time.monotonic()


def _begin_again(package: ExportPackage) -> None:
    """Forget what was built: when the store is sound again the map has changed, and the copy is of what it says then.

    Also the heartbeat that keeps waiting from counting as an attempt. Raise LeaseLost.
    """
    with transaction.atomic():
        package.sections.all().delete()
        package.commit_piece(sections_total=0, sections_done=0, wrapped_key=b"", sealed_located=b"")
    objects.remove_folder(package.folder)


def _close(package: ExportPackage) -> None:
    """Make the package ready: the last commit under the lease, with audit and signal.

    The stores are looked at once more: what was added to one meanwhile is not in this copy. Raise StoreQuarantined.
    """
    for store in all_stores():
        require_sound(store)
    moment = now()
    with transaction.atomic():
        parts = settle_parts(package)
        package.finish(
            length=sum(parts) or Archive(package).length(),
            parts=parts,
            ready_at=moment,
            expires_at=moment + timedelta(days=settings.PACKAGE_LIFE_DAYS),
            sealed_located=b"",
        )
        drop_for(package.ref)
        records = package.sections.filter(kind="rows").aggregate(sum=Sum("records"))["sum"]
        audit.record(
            "exports:package:completed",
            actor=SYSTEM,
            subject_ref=package.subject.ref,
            package=str(package.ref),
            sections=package.sections_total,
            records=records or 0,
        )
        package_ready.send(sender=ExportPackage, package=package)
