"""Tasks of the consent app."""

from celery import shared_task

from consent import delivery


@shared_task
def deliver_mail(pk: int) -> None:
    """Deliver one mail of the ledger."""
    delivery.deliver(pk)


@shared_task
def forget_addresses() -> None:
    """Blank the addresses of old mail."""
    delivery.forget_addresses()
