"""Wiring of the consent app."""

from importlib import import_module

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """See README.md of this app."""

    name = "consent"
    verbose_name = "Consent and messages"

    def ready(self) -> None:
        """Let the sweeper rescue mail that nobody delivered."""
        sweep = import_module("accounts.sweep")
        tasks = import_module("consent.tasks")
        sweep.register(import_module("consent.models").MailDelivery, tasks.deliver_mail)
