"""Wiring of the accounts app."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

DECLARED_IN = ("accounts", "consent", "exports", "dsr")


class AccountsConfig(AppConfig):
    """The person and the ground floor."""

    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Load every app's declarations, audit events and mails, and grant database rights after migrations."""
        for app in DECLARED_IN:
            if not apps.is_installed(app):
                continue
            for module in ("personal_data", "audit_events", "messages"):
                if find_spec(f"{app}.{module}"):
                    import_module(f"{app}.{module}")
        import_module("accounts.checks")
        import_module("accounts.signin.receivers")
        import_module("accounts.social.receivers")
        sweep, tasks = import_module("accounts.sweep"), import_module("accounts.tasks")
        models = import_module("accounts.models")
        sweep.register(models.ProviderRevocation, tasks.revoke_key)
        sweep.register(models.RosterSync, tasks.work_on_roster)
        post_migrate.connect(_grant, sender=self, dispatch_uid="accounts.roles.grant")


def _grant(sender: AppConfig, using: str, **_: object) -> None:
    """Grant rights once per migrate run: the signal comes after the migrations of all apps."""
    import_module("accounts.roles").grant_application_role(using)
