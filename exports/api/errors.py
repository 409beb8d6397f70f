"""What the API refuses."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import NotAllowed


class SignInAgain(NotAllowed):
    """The last sign-in is too long ago for this."""

    code = "reauthentication_required"
    message = _("Sign in again, then repeat this within ten minutes.")
