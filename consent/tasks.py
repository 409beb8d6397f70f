"""Tasks of the consent app."""

from celery import shared_task

from accounts.actor import SYSTEM
from accounts.nudge import send
from consent import delivery
from consent.actions.campaigns import tell_named
from consent.campaigns import handing_over, planning


@shared_task
def deliver_mail(pk: int) -> None:
    """Deliver one mail of the ledger."""
    delivery.deliver(pk)


@shared_task
def forget_addresses() -> None:
    """Blank the addresses of old mail."""
    delivery.forget_addresses()


@shared_task
def plan_campaign(pk: int) -> None:
    """Plan one campaign; come back when there is more to do."""
    if planning.plan(pk):
        send(plan_campaign, pk)


@shared_task
def hand_over_batch(pk: int) -> None:
    """Hand one batch of notices to the mail ledger."""
    handing_over.hand_over(pk)


@shared_task
def tell_people_others_named() -> None:
    """Start the notice to people whom others named since the last time."""
    tell_named(actor=SYSTEM)
