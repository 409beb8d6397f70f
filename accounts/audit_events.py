"""Audit events of the ground floor."""

from accounts.audit import register

register("accounts:datamap:applied", keys=("version",))
register("accounts:roster:merged", keys=("store", "created", "changed"))
