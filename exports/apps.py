"""Wiring of the exports app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """See README.md of this app."""

    name = "exports"
    verbose_name = _("Copies of data")

    def ready(self) -> None:
        """Let the sweeper rescue packages and counts that no worker finishes."""
        sweep = import_module("accounts.sweep")
        models = import_module("exports.models")
        tasks = import_module("exports.tasks")
        sweep.register(models.ExportPackage, tasks.build_package)
        sweep.register(models.HoldingsSummary, tasks.count_holdings)
