"""What the API refuses."""

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.errors import DomainError, NotAllowed
from accounts.reauthentication import signed_in_recently


class SignInAgain(NotAllowed):
    """The last sign-in is too long ago for this."""

    code = "reauthentication_required"
    message = _("Sign in again, then repeat this within ten minutes.")


class ReadAnew(DomainError):
    """The reading a correction names was dropped or made anew."""

    code = "read_anew"
    message = _("The values were read again meanwhile. Fetch them once more.")


def require_fresh_sign_in(request: Request) -> None:
    """Raise SignInAgain unless the program's person proved who they are a few minutes ago."""
    if not signed_in_recently(request.auth if request.auth is not None else request.session):
        raise SignInAgain
