"""The keys with which anybody can check the portal's signatures."""

import base64

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import signing


@require_safe
def signing_key(request: HttpRequest) -> JsonResponse:
    """Answer with the public key as a JWK, and as it stands in packages; asks no database and knows no visitor."""
    plain = base64.b64encode(signing.public_key()).decode()
    return JsonResponse(signing.public_jwk() | {"use": "sig", "base64": plain})


@require_safe
def signing_keys(request: HttpRequest) -> JsonResponse:
    """Answer with every published key as a JWK set (RFC 7517), the one in use first, each with the days of its use.

    `since` is missing for the first key, `until` for the one in use. Asks no database and knows no visitor.
    """
    dates = [{"since": key.since, "until": key.until} for key in signing.published()]
    keys = [
        key.as_jwk()
        | {"use": "sig", "alg": "EdDSA"}
        | {name: day for name, day in days.items() if day is not None}
        for key, days in zip(signing.published(), dates, strict=True)
    ]
    return JsonResponse({"keys": keys})
