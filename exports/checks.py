"""System checks: a store outside can be asked. It has its secret, no secret is for nobody, and its address may be called."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest
from accounts.outbound.beforehand import why_refused

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
                    obj=key,
                    id="exports.E001",
                )
            )
    return found


@register("datamap")
def check_store_addresses(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """exports.E003: an http store at an address that the portal does not call.

    A name that cannot be looked up now stops nothing: the store is asked again later, and `datamap check` says it.
    """
    try:
        stores = current().stores
    except DataMapError:
        return []  # accounts.E002 says it.
    found: list[CheckMessage] = []
    for key, http in ((key, store.http) for key, store in stores.items() if store.http is not None):
        refused = ""
        with suppress(OSError):
            refused = why_refused(http.url)
        if refused:
            said = f"The store {key} could never be asked: the portal does not call {http.url}."
            found.append(Error(said, hint=refused, obj=key, id="exports.E003"))
    return found
