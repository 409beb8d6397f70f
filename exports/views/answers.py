"""The door at which stores outside answer by themselves."""

from contextlib import suppress

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.actor import Actor
from accounts.errors import TooManyAttempts
from accounts.rate_limits import count, place_of, used_up
from exports.actions.questions import UnknownQuestion, take_reply
from exports.outside.asking import read_callback
from exports.outside.messages import Misbehaved, NotSigned, NotThem, OutsideFault
from exports.outside.stores import find
from exports.outside.webhook import MOST_BYTES


@csrf_exempt  # Another system calls; its signature is the proof.
@never_cache
@require_POST
def store_callback(request: HttpRequest, store: str) -> HttpResponse:
    """Take the answer a store sends by itself: 202 whether it is new or was said before.

    401 when it is not from whom the data map names, 400 when it is not signed, not understood or about no
    question of ours, 413 when it is too long, 503 when it cannot be checked now, so that it is sent again.
    429 for a place from which too much came that proved to be nobody's, which then is not even read, and for a
    store that says too much in an hour.
    """
    known = find(store)
    if known is None or known.http is None:
        raise Http404
    place = place_of(request)
    if used_up("false_callback", place):
        return _refused(TooManyAttempts.code, 429)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _refused("too_long", 413)
    try:
        ref, reply = read_callback(known, request.headers, body)
        count("callback", store)
        take_reply(ref, store=store, reply=reply, actor=Actor("api", store))
    except (Misbehaved, UnknownQuestion) as error:
        return _refused(error.code, 400)
    except OutsideFault as error:
        return _unproven(error, place)
    except TooManyAttempts as error:
        return _refused(error.code, 429)
    return JsonResponse({"state": "taken"}, status=202)


def _unproven(error: OutsideFault, place: str) -> HttpResponse:
    """Count what nothing shows to be the store's, against where it came from."""
    with suppress(TooManyAttempts):
        count("false_callback", place)
    if isinstance(error, NotThem):
        return _refused(error.code, 401)
    return _refused(error.code, 400 if isinstance(error, NotSigned) else 503)


def _refused(code: str, status: int) -> JsonResponse:
    return JsonResponse({"error": code}, status=status)
