"""Let staff in, give them roles, and keep them out again."""

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions.accounts import account_of_address
from accounts.actor import Actor
from accounts.ending import end_sessions
from accounts.errors import DomainError
from accounts.models import User


class HasDataOfTheirOwn(DomainError):
    """The address belongs to a person's account; staff use another one."""

    code = "has_data_of_their_own"
    message = _(
        "This address belongs to a person with data of their own here. Use another address for staff work."
    )


@transaction.atomic
def open_staff_account(address: str, *, roles: Collection[Group], actor: Actor) -> User:
    """Let the holder of an address into the staff pages with these roles and return the account.

    They get in by a code mailed to the address, and are then asked to set up a second factor. Raise
    HasDataOfTheirOwn for the account of a data subject.
    """
    user = account_of_address(address, actor=actor, by="staff")
    if user.subject_id is not None:
        raise HasDataOfTheirOwn
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return change_staff_access(user, active=True, roles=roles, actor=actor)


@transaction.atomic
def change_staff_access(user: User, *, active: bool, roles: Collection[Group], actor: Actor) -> User:
    """Set whether a member of staff may sign in, and their roles; who may not any more is signed out everywhere."""
    user = User.objects.select_for_update().get(pk=user.pk, is_staff=True)
    user.is_active = active
    user.save(update_fields=["is_active"])
    user.groups.set(roles)
    if not active:
        end_sessions(user, actor=actor)
    names = ", ".join(sorted(role.name for role in roles))
    audit.record("accounts:staff:changed", actor=actor, account=str(user.ref), active=active, roles=names)
    return user
