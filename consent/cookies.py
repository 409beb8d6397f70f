"""The names under which cookies of the data map stand in browsers, which differ from one installation to another."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "cookie": _("cookie"),
    "local_storage": _("local storage"),
    "pixel": _("picture that reports back"),
}


def name_in_browsers(key: str, name: str) -> str:
    """Return the name a browser shows for the cookie that the data map has under this key; the settings name those of session and forms."""
    ours = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return ours.get(key, name)
