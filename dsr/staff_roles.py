"""The two roles staff begin with, made after every migration."""

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import router

ROLES = {
    "Privacy officer": [
        "dsr.view_datasubjectrequest",
        "dsr.decide_datasubjectrequest",
        "dsr.view_mandate",
        "dsr.view_enquiry",
        "dsr.answer_enquiry",
        "dsr.view_erasurerun",
        "dsr.view_deletionreceipt",
        "accounts.view_auditevent",
        "accounts.view_datamapversion",
        "accounts.view_disclosure",
        "accounts.lift_disclosure",
        "accounts.merge_datasubject",
        "accounts.view_subjectconflict",
        "accounts.view_subjectmerge",
        "accounts.view_rostersync",
        "accounts.start_rostersync",
        "accounts.view_servicekey",
        "accounts.add_servicekey",
        "accounts.revoke_servicekey",
        "consent.view_consentrecord",
        "consent.view_maildelivery",
        "consent.change_maildelivery",
        "consent.view_policydraft",
        "consent.add_policydraft",
        "consent.change_policydraft",
        "consent.publish_policydraft",
        "consent.view_policyversion",
        "consent.view_campaign",
        "consent.add_campaign",
        "exports.view_exportpackage",
        "exports.change_exportpackage",
        "exports.view_storestate",
        "exports.check_storestate",
        "exports.view_correction",
        "exports.change_correction",
        "exports.view_storetask",
        "exports.change_storetask",
    ],
    "Privacy assistant": [
        "dsr.view_datasubjectrequest",
        "accounts.view_datamapversion",
        "dsr.view_enquiry",
        "dsr.view_erasurerun",
        "consent.view_consentrecord",
        "exports.view_exportpackage",
        "exports.view_storestate",
        "exports.view_correction",
        "exports.view_storetask",
        "consent.view_policydraft",
        "consent.view_policyversion",
        "consent.view_campaign",
    ],
}
"""What each role may do, as `app.permission`. Adding to a group in the admin lasts; taking away does not."""


def make_roles(sender: AppConfig, using: str, **_: object) -> None:
    """Make the groups and give them their permissions. Safe to run any number of times.

    Does nothing in a database that has no tables of the portal, as the company's own.
    """
    if not router.allow_migrate_model(using, Group):
        return
    for app in ("accounts", "consent", "dsr", "exports"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    for name, wanted in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        for app, _dot, codename in (permission.partition(".") for permission in wanted):
            group.permissions.add(
                Permission.objects.using(using).get(content_type__app_label=app, codename=codename)
            )
