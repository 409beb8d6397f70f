"""The tables of the consent app."""

from consent.models.mail import MailDelivery

__all__ = ["MailDelivery"]
