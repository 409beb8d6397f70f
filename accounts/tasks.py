"""Tasks of the ground floor."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from accounts.actions.disclosures import tell_lapsed
from accounts.actor import SYSTEM
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
