"""Wiring of the consent app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """See README.md of this app."""

    name = "consent"
