"""Tasks of the ground floor."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts.actions.disclosures import tell_lapsed
from accounts.actions.roster import start_due_syncs
from accounts.actor import SYSTEM
from accounts.nudge import send
from accounts.roster.sync import work_on_sync
from accounts.social.revoking import revoke
from accounts.sweep import sweep


@shared_task
def sweep_jobs() -> None:
    """Nudge jobs that nobody works on."""
    sweep()


@shared_task
def revoke_key(pk: int) -> None:
    """Hand one key back to its service."""
    revoke(pk)


@shared_task
def forget_sessions() -> None:
    """Delete sessions that have expired, with the addresses visitors gave in them."""
    SessionStore.clear_expired()


@shared_task
def tell_lapsed_disclosures() -> None:
    """Show people the disclosures of which they may be told from today on."""
    while tell_lapsed(actor=SYSTEM):
        pass


@shared_task
def work_on_roster(pk: int) -> None:
    """Read people of a store for a while, and ask for the next turn when there are more."""
    if work_on_sync(pk):
        send(work_on_roster, pk)


@shared_task
def sync_rosters() -> None:
    """Have the people of each store read again when it is time."""
    start_due_syncs(actor=SYSTEM)
