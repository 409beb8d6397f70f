"""Ask whether a value that is not shown is the right one."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit, rate_limits
from accounts.actor import Actor
from accounts.datamap.current import current
from accounts.errors import DomainError
from accounts.models import DataSubject
from accounts.nudge import nudge
from accounts.sealing import seal
from exports.correcting.fields import checkable
from exports.models import ValueCheck
from exports.tasks import check_value as check_value_task


class NotCheckable(DomainError):
    """The data map does not let people check this value, or nothing was entered."""

    code = "not_checkable"
    message = _("Enter the value you want to check.")


def check_value(
    subject: DataSubject, *, actor: Actor, store: str, table: str, column: str, value: str
) -> ValueCheck:
    """Have a worker say yes or no: whether this value stands in the person's rows. Nothing else is said of them.

    Five questions an hour; the value is sealed until it was compared. Raise NotCheckable, TooManyAttempts.
    """
    known = {(one.key, two.table, three) for one, two, three in checkable(current())}
    if (store, table, column) not in known or not value.strip():
        raise NotCheckable
    rate_limits.count("value-check", str(subject.ref))
    with transaction.atomic():
        asked = ValueCheck.objects.create(
            subject=subject,
            store=store,
            table=table,
            column=column,
            sealed_value=seal(subject, value.strip(), life="account"),
        )
        audit.record("exports:value:checked", actor=actor, subject_ref=subject.ref, store=store)
        nudge(check_value_task, asked.pk)
        return asked
