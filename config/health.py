"""Say whether the portal is alive, and whether it is ready to serve."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process runs; asks nobody else, so that a slow database does not get it killed."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database and Redis answer, 503 with the name of what does not."""
    broken = [name for name, works in (("database", _database), ("redis", _redis)) if not works()]
    if broken:
        return JsonResponse({"status": "unavailable", "broken": broken}, status=503)
    return JsonResponse({"status": "ok"})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001  (whatever it is, the portal is not ready)
        return False
    return True


def _redis() -> bool:
    try:
        cache.set("readyz", 1, 5)
    except Exception:  # noqa: BLE001  (whatever it is, the portal is not ready)
        return False
    return True
