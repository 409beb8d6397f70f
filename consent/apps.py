"""Wiring of the consent app."""

from importlib import import_module

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """See README.md of this app."""

    name = "consent"
    verbose_name = "Consent and messages"

    def ready(self) -> None:
        """Let notices come along when people are merged, the sweeper rescue mail and campaigns, signals bind who signs in, and refusals of unknown addresses reach who turns out to have one."""
        import_module("consent.receivers")
        import_module("consent.merging")
        sweep = import_module("accounts.sweep")
        tasks = import_module("consent.tasks")
        models = import_module("consent.models")
        sweep.register(models.MailDelivery, tasks.deliver_mail)
        sweep.register(models.Campaign, tasks.plan_campaign)
        sweep.register(models.NoticeBatch, tasks.hand_over_batch)
        signals, refusals = import_module("accounts.signals"), import_module("consent.refusals")
        signals.subjects_merged.connect(refusals.keep_refusals, dispatch_uid="consent.refusals.merged")
        signals.people_identified.connect(refusals.reach_people, dispatch_uid="consent.refusals.reach")
