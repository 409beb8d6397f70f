"""Tell whether a session was opened with two factors."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """Return whether the signed-in person used a one-time code, a recovery code or a passkey in this session.

    A passkey counts by itself: the portal accepts it only after the device has checked its owner.
    """
    if not request.user.is_authenticated:
        return False
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
