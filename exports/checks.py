"""System checks: a store outside that is asked by signed messages has its secret, and no secret is for nobody."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest

SHORTEST = 32
"""Characters of a secret: 24 random bytes in base64."""


@register("datamap")
def check_store_secrets(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """exports.E001: a webhook store without a secret, or one that can be guessed. exports.E002: a secret of no store."""
    try:
        stores = {key: store for key, store in current().stores.items() if store.http is not None}
    except DataMapError:
        return []  # accounts.E002 says it.
    found: list[CheckMessage] = [
        Error(
            f"CANDOR_STORE_SECRETS has a secret for {key}, which is no http store of the data map.",
            hint=f"Correct its name or remove it. {nearest(key, stores)}",
            id="exports.E002",
        )
        for key in settings.STORE_SECRETS
        if key not in stores
    ]
    for key, store in stores.items():
        if store.http is None or store.http.protocol != "webhook":
            continue
        secrets = settings.STORE_SECRETS.get(key, "").split("|")
        if any(len(secret) < SHORTEST for secret in secrets):
            found.append(
                Error(
                    f"The store {key} is asked by signed messages and has no secret of {SHORTEST} characters or more.",
                    hint=f"Add {key}=… to CANDOR_STORE_SECRETS; make one with: openssl rand -base64 32",
                    id="exports.E001",
                )
            )
    return found
