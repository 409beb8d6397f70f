"""Keep people out of the cache's keys: sign-in limits are counted by address and network address, which nobody may read there."""

import hashlib
import hmac

from django.conf import settings


def keyed(key: str, prefix: str, version: int) -> str:
    """Return the name under which a value is kept in the cache: the same for the same key, and not to be guessed back."""
    message = f"{prefix}:{version}:{key}".encode()
    return hmac.digest(settings.CANDOR_KEY, b"candor cache key 1" + message, hashlib.sha256).hex()
