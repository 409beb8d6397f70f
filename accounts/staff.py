"""Which members of staff are written to about something."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User

TOLD_AT_MOST = 50


def staff_who_may(permission: str) -> list[User]:
    """Return the members of staff with this permission, as many as are written to at once."""
    return list(ModelBackend().with_perm(permission, obj=None).filter(is_staff=True)[:TOLD_AT_MOST])
