"""The one HTTP client: everything that leaves the portal for another server goes through `send`."""

from accounts.outbound.client import Answer, OutboundError, send

__all__ = ["Answer", "OutboundError", "send"]
