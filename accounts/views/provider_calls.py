"""The doors services knock at themselves: Facebook's deletion callbacks, Apple's notifications."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.providers import forget_at_providers_word
from accounts.actor import Actor
from accounts.models import ProviderDeletion
from accounts.outbound import OutboundError
from accounts.social.callbacks import APPLE_ENDINGS, NotFromThere, apple_event, facebook_user

FACEBOOK = Actor("api", "facebook")
APPLE = Actor("api", "apple")


@csrf_exempt  # Facebook calls; the signed request is the proof.
@require_POST
def facebook_deletion(request: HttpRequest) -> HttpResponse:
    """Delete what Facebook brought, and answer with the page and the code under which anybody can check it."""
    try:
        uid = facebook_user(request, request.POST.get("signed_request", ""))
    except NotFromThere as error:
        return JsonResponse({"error": error.code}, status=400)
    receipt = forget_at_providers_word("facebook", uid=uid, actor=FACEBOOK)
    page = settings.BASE_URL + reverse("accounts:provider_deletion", args=[receipt.code])
    return JsonResponse({"url": page, "confirmation_code": receipt.code})


@csrf_exempt  # As above.
@require_POST
def facebook_deauthorize(request: HttpRequest) -> HttpResponse:
    """Delete what Facebook brought after its person took the permission back there."""
    try:
        uid = facebook_user(request, request.POST.get("signed_request", ""))
    except NotFromThere as error:
        return JsonResponse({"error": error.code}, status=400)
    forget_at_providers_word("facebook", uid=uid, actor=FACEBOOK)
    return HttpResponse(status=204)


@csrf_exempt  # Apple calls; its signature is the proof.
@require_POST
def apple_notifications(request: HttpRequest) -> HttpResponse:
    """Delete what Apple brought when its person left; answer 503 when Apple's keys cannot be had, so that it asks again."""
    try:
        payload = str(json.loads(request.body)["payload"])
        kind, uid = apple_event(request, payload)
    except (NotFromThere, ValueError, KeyError, TypeError):
        return JsonResponse({"error": NotFromThere.code}, status=400)
    except OutboundError as error:
        return JsonResponse({"error": error.code}, status=503)
    if kind in APPLE_ENDINGS:
        forget_at_providers_word("apple", uid=uid, actor=APPLE)
    return HttpResponse(status=200)


@never_cache
@require_safe
def deletion_status(request: HttpRequest, code: str) -> HttpResponse:
    """Say what became of a deletion; the code is known only to the service and its person."""
    receipt = get_object_or_404(ProviderDeletion, code=code)
    return render(request, "accounts/provider_deletion.html", {"receipt": receipt})
