"""Wiring of the dsr app."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import router
from django.db.models.signals import post_migrate


class RequestsConfig(AppConfig):
    """See README.md of this app."""

    name = "dsr"
    verbose_name = "Requests"

    def ready(self) -> None:
        """Register mails, tasks and jobs, and make the staff roles after migrations."""
        import_module("dsr.messages")
        import_module("dsr.merging")
        tasks = import_module("dsr.tasks")
        models = import_module("dsr.models")
        sweep = import_module("accounts.sweep")
        sweep.register(models.RequestStep, tasks.work_on_step)
        sweep.register(models.ErasureRun, tasks.run_erasure)
        sweep.register(models.AccountSwitch, tasks.switch_accounts)
        signals, receivers = import_module("dsr.signals"), import_module("dsr.receivers")
        signals.erasure_scheduled.connect(receivers.suspend, dispatch_uid="dsr.erasure.suspend")
        signals.request_closed.connect(receivers.undo, dispatch_uid="dsr.erasure.undo")
        exported, copies = import_module("exports.signals"), import_module("dsr.copies")
        exported.package_ready.connect(copies.copy_ready, dispatch_uid="dsr.copies.ready")
        outside, consented = import_module("dsr.outside"), import_module("consent.announcements")
        exported.store_answered.connect(outside.let_erasure_go_on, dispatch_uid="dsr.outside.erasure")
        consented.choices_recorded.connect(outside.pass_on_choice, dispatch_uid="dsr.outside.choice")
        exported.package_expires_soon.connect(
            copies.copy_expires_soon, dispatch_uid="dsr.copies.expires_soon"
        )
        exported.package_failed.connect(copies.copy_failed, dispatch_uid="dsr.copies.failed")
        exported.store_released.connect(receivers.wake_waiting, dispatch_uid="dsr.stores.released")
        user_logged_in.connect(receivers.remind, dispatch_uid="dsr.closing.remind")
        post_migrate.connect(_make_roles, sender=self, dispatch_uid="dsr.staff_roles")


def _make_roles(sender: AppConfig, using: str, **_: object) -> None:
    if router.allow_migrate(using, "auth"):
        import_module("dsr.staff_roles").make_roles(sender, using)
