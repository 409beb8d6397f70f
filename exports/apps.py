"""Wiring of the exports app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """See README.md of this app."""

    name = "exports"
