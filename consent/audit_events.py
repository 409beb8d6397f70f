"""Audit events of the consent app."""

from accounts.audit import register

register("consent:mail:retried", keys=("delivery",))
