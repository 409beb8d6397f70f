"""Work on a package: plan it, make its sections one by one, close it, or say why it did not work.

The worker with the package's lease plans and closes. Sections are claimed one by one (`claims`), by it and by whoever
else is nudged meanwhile; so two workers make one large package side by side.
"""

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
from exports.building import claims
from exports.building.calling import call_for_pages, call_helpers
from exports.building.making import Tools, content_of
from exports.building.outside import waits
from exports.building.plan import plan
from exports.models import ExportPackage, PackageSection
from exports.outside.answers import drop_for
from exports.quarantine import WAIT, StoreQuarantined, require_sound, suspect
from exports.signals import package_failed, package_ready
from exports.stores.registry import all_stores, open_store
from exports.stores.shape import one_look
from exports.stores.store import StoreFault

PIECE_SECONDS = 20.0
"""How long one nudge works before it lets other jobs of the queue have a turn."""
HEARTBEAT_SECONDS = 15.0


def build(pk: int) -> bool:
    """Work on the package for a bounded time and return whether there is more to do.

    Whatever goes wrong leaves no half object behind: the package is tried again later, and after its
    attempts are used up it is failed with a code and its failure is told. Unexpected errors go on.
    """
    with one_look():
        return _build(pk)


def _build(pk: int) -> bool:
    package = ExportPackage.claim(pk)
    if package is None:
        tell_failure(pk)
        return _help(pk)
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
    """Plan if nobody did, make sections as long as there are some to claim, and close. Raise LeaseLost."""
    if package.subject.erased_at is not None:
        package.give_up("subject_erased")
        tell_failure(package.pk)
        return False
    if not package.sections_total:
        plan(package)
        call_helpers(package)
    tools = Tools(package)
    if not _sections(tools):
        package.pause()
        return True
    if claims.unfinished(package):
        package.stand_back()
        # Who ended meanwhile found the package taken, and told nobody.
        return not claims.at_work(package)
    while (section := claims.claim_last(package)) is not None:
        if section.kind == PackageSection.Kind.OUTSIDE and waits(package):
            return False
        _build_section(tools, section)
    _close(package)
    return False


def _help(pk: int) -> bool:
    """Make sections of a package that another worker has, and return whether somebody should look again.

    What goes wrong here is left to the worker with the package, who meets it too and counts it.
    """
    taken = ExportPackage.jobs.filter(pk=pk, job_state="working", sections_total__gt=0)
    package = taken.filter(subject__erased_at__isnull=True).select_related("subject").first()
    if package is None:
        return False
    package.lease = None
    try:
        if not _sections(Tools(package)):
            return True
    except LeaseLost:
        return False
    except DomainError:
        pass
    return not claims.at_work(package)


def _sections(tools: Tools) -> bool:
    """Make one section after the other and return whether there is none left to claim; False when the time is over."""
    until = time.monotonic() + PIECE_SECONDS
    while (section := claims.claim(tools.package)) is not None:
        _build_section(tools, section)
        if section.begins and section.kind == PackageSection.Kind.ROWS:
            call_for_pages(section)
        if time.monotonic() > until:
            return False
    return True


def _build_section(tools: Tools, section: PackageSection) -> None:
    """Write the section's object under a fresh name, then commit the row; else remove the object and give the section back."""
    package = tools.package
    try:
        content = content_of(tools, section)
        stream = _beating(package, section, content.stream)
        name = objects.write(package.folder, seal_stream(tools.key, section_name(section), stream))
        try:
            claims.commit(package, section, content, name if content.members.made else "")
        except BaseException:
            objects.remove(name)
            raise
        if not content.members.made:
            objects.remove(name)
    except Exception:
        claims.release(section)
        raise


def _beating(package: ExportPackage, section: PackageSection, stream: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the stream with a heartbeat now and then, where the portal's own connection is free to send one."""
    streams_rows = section.kind in (PackageSection.Kind.ROWS, PackageSection.Kind.FILES)
    streams_rows = streams_rows and current().store(section.store).has_tables
    silent = streams_rows and open_store(section.store).shares_our_database
    last = time.monotonic()
    for piece in stream:
        yield piece
        if not silent and time.monotonic() - last > HEARTBEAT_SECONDS:
            claims.heartbeat(section)
            if package.lease is not None:
                package.heartbeat()
            last = time.monotonic()


def _begin_again(package: ExportPackage) -> None:
    """Forget what was built: when the store is sound again the map has changed, and the copy is of what it says then.

    Also the heartbeat that keeps waiting from counting as an attempt. Raise LeaseLost.
    """
    with transaction.atomic():
        # The package first: who commits a section takes the two in this order.
        package.commit_piece(sections_total=0, sections_done=0, wrapped_key=b"", sealed_located=b"")
        package.sections.all().delete()
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
