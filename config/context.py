"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.datamap.current import current


def organisation(request: HttpRequest) -> dict[str, Any]:
    """Return the organisation of the data map, and whether this is the trial."""
    return {"organisation": current().organisation, "trial": getattr(settings, "TRIAL", False)}
