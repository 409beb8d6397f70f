"""App configuration of the staff admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from config.celery import app as celery


class CandorAdminConfig(AdminConfig):
    """Use the portal's own admin site, which asks staff for a second factor."""

    default_site = "config.admin_site.CandorAdminSite"


class ConfigConfig(AppConfig):
    """Static files, the two commands, and the Celery application every process needs to send a nudge."""

    name = "config"
    celery = celery
