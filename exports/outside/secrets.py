"""The secrets of stores outside: from the environment, never from the data map."""

from django.conf import settings

from exports.outside.messages import Unsettled


def secrets_of(store: str) -> list[str]:
    """Return the store's secrets, the one to use first; while a secret is being changed there are two. Raise Unsettled without one."""
    kept = [secret for secret in settings.STORE_SECRETS.get(store, "").split("|") if secret]
    if not kept:
        raise Unsettled
    return kept
