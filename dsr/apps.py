"""Wiring of the dsr app."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """See README.md of this app."""

    name = "dsr"
