"""The tables of the consent app."""

from consent.models.campaigns import Campaign, Notice, NoticeBatch
from consent.models.choices import ConsentRecord
from consent.models.mail import MailDelivery
from consent.models.policy import ChangeClass, PolicyDraft, PolicyVersion

__all__ = [
    "Campaign",
    "ChangeClass",
    "ConsentRecord",
    "MailDelivery",
    "Notice",
    "NoticeBatch",
    "PolicyDraft",
    "PolicyVersion",
]
