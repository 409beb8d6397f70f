"""Wiring of the exports app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    """See README.md of this app."""

    name = "exports"
    verbose_name = _("Copies of data")

    def ready(self) -> None:
        """Register mails, and let the sweeper rescue packages, counts, checks, corrections and questions that no worker finishes."""
        import_module("exports.messages")
        import_module("exports.checks")
        import_module("exports.merging")
        sweep = import_module("accounts.sweep")
        models = import_module("exports.models")
        tasks = import_module("exports.tasks")
        sweep.register(models.ExportPackage, tasks.build_package)
        sweep.register(models.HoldingsSummary, tasks.count_holdings)
        sweep.register(models.StoreTask, tasks.ask_outside)
        sweep.register(models.StoreState, tasks.check_store)
        sweep.register(models.CorrectableValues, tasks.read_correctable_values)
        sweep.register(models.Correction, tasks.write_correction)
        sweep.register(models.ValueCheck, tasks.check_value)
        sweep.register(models.MatchQuestion, tasks.answer_match)
        signals, waiting = import_module("exports.signals"), import_module("exports.waiting")
        passing = import_module("exports.outside.corrections")
        signals.value_corrected.connect(passing.pass_on, dispatch_uid="exports.outside.corrections")
        signals.store_released.connect(waiting.wake_packages, dispatch_uid="exports.waiting.packages")
