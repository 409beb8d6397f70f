"""Take the company's people over as data subjects."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.datamap.current import current
from accounts.errors import DomainError, NotAllowed
from accounts.locks import wait_for
from accounts.models import RosterSync
from accounts.nudge import nudge
from accounts.roster.entries import RosterEntry
from accounts.roster.merge import Merge
from accounts.roster.source import NoRoster, people_tables
from accounts.roster.sync import work_on_sync
from accounts.sweep import registry

START = "accounts.start_rostersync"


class SyncRunning(DomainError):
    """A worker is reading the store's people now."""

    code = "sync_running"
    message = _("The people of this store are being read now. Wait until that is done.")


class SyncFailed(DomainError):
    """The people of the store could not be read to the end; the job's own code says why."""

    code = "sync_failed"
    message = _("The people of this store could not be read to the end.")


def merge_roster(store: str, *, entries: Iterable[RosterEntry], actor: Actor) -> Counter[str]:
    """Merge one batch of people and return counts by outcome. Commits on its own; waits for others at the same store.

    Repeating a batch changes nothing. A number that stands twice in the batch is taken once, the last wins.
    """
    with transaction.atomic():
        wait_for(f"roster:{store}")
        counts = Merge(store, list(entries)).run()
        audit.record(
            "accounts:roster:merged",
            actor=actor,
            store=store,
            created=counts["created"],
            changed=counts["changed"],
        )
    return counts


def start_sync(
    store: str, *, again: bool = False, accept_gone: bool = False, actor: Actor, inline: bool = False
) -> RosterSync:
    """Return the unfinished sync of a store, or a new one, and let a worker go on with it (not when `inline`).

    With `again` an unfinished one that nobody works on is dropped; a failed one is tried again from where it came. Staff
    need the permission. Raise KeyError for an unknown store, NoRoster for one that has no people, SyncRunning, NotAllowed.
    """
    if actor.kind == "staff" and (actor.user is None or not actor.user.has_perm(START)):
        raise NotAllowed
    people_tables(current().store(store))
    with transaction.atomic():
        wait_for(f"roster sync:{store}")
        sync = RosterSync.objects.filter(store=store, job_state__in=["queued", "working", "failed"]).first()
        if sync is not None and again:
            sync.seen.all().delete()
            if not sync.cancel():
                raise SyncRunning
            sync = None
        if sync is None:
            sync = RosterSync.objects.create(store=store, accept_gone=accept_gone)
            audit.record(
                "accounts:roster:sync_started", actor=actor, store=store, again=again, accept_gone=accept_gone
            )
        else:
            if accept_gone and not sync.accept_gone:
                RosterSync.objects.filter(pk=sync.pk).update(accept_gone=True)
                audit.record(
                    "accounts:roster:sync_started", actor=actor, store=store, again=False, accept_gone=True
                )
            sync.requeue()
        if not inline:
            nudge(registry[RosterSync], sync.pk)
    return sync


def sync_roster(store: str, *, again: bool = False, accept_gone: bool = False, actor: Actor) -> Counter[str]:
    """Read all people of a store here and now, and return counts. Killed midway, the next call goes on from there.

    Each piece commits on its own. Raise what `start_sync` does, and SyncFailed when it cannot be read to its end.
    """
    sync = start_sync(store, again=again, accept_gone=accept_gone, actor=actor, inline=True)
    work_on_sync(sync.pk, seconds=None)
    sync.refresh_from_db()
    if sync.job_state == "working":
        raise SyncRunning
    if sync.job_state != "done":
        raise SyncFailed(f"{SyncFailed.message} ({sync.last_error_code})")
    return Counter(sync.counts)


def start_due_syncs(*, actor: Actor) -> int:
    """Start a sync of each store whose people were last read longer ago than the settings say, and return how many."""
    if not settings.ROSTER_SYNC_HOURS:
        return 0
    since = now() - timedelta(hours=settings.ROSTER_SYNC_HOURS)
    started = 0
    for key, store in current().stores.items():
        if RosterSync.objects.filter(store=key, started_at__gt=since).exists():
            continue
        try:
            people_tables(store)
        except NoRoster:
            continue
        if RosterSync.objects.filter(store=key, job_state__in=["queued", "working", "failed"]).exists():
            continue
        start_sync(key, actor=actor)
        started += 1
    return started
