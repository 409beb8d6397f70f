"""The account number that the company's own OpenID Connect vouches for."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

PROVIDER = "oidc"
"""The company's own provider, as the settings name it. No other service may vouch for the company's numbers."""


def vouched_number(account: SocialAccount) -> str | None:
    """Return the number, or None where the settings name no store or the provider said nothing.

    It comes from the signed identity token, else from what the provider answers with the key it gave; both come from the
    provider itself.
    """
    if account.provider != PROVIDER or not settings.OIDC_STORE:
        return None
    if settings.OIDC_CLAIM == "sub":
        return account.uid or None
    data: dict[str, Any] = account.extra_data
    for part in (data.get("id_token"), data.get("userinfo"), data):
        value = part.get(settings.OIDC_CLAIM) if isinstance(part, dict) else None
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None
