"""Refuse to serve with a fault: the same checks before the web and before a worker take their first work."""

from django.core.checks import ERROR, CheckMessage, run_checks
from django.core.exceptions import ImproperlyConfigured


def refuse_faults() -> None:
    """Run the system checks. Raise ImproperlyConfigured with every fault when there is one of level ERROR."""
    found = [message for message in run_checks() if message.is_serious(ERROR) and not message.is_silenced()]
    if found:
        raise ImproperlyConfigured("Candor does not start:\n" + "\n".join(_said(fault) for fault in found))


def _said(fault: CheckMessage) -> str:
    hint = f" {fault.hint}" if fault.hint else ""
    return f"({fault.id}) {fault.msg}{hint}"
