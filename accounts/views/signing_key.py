"""The key with which anybody can check the portal's signatures."""

import base64

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import signing


@require_safe
def signing_key(request: HttpRequest) -> JsonResponse:
    """Answer with the public key as a JWK, and as it stands in packages; asks no database and knows no visitor."""
    return JsonResponse(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "x": signing.public_key_text(),
            "base64": base64.b64encode(signing.public_key()).decode(),
        }
    )
