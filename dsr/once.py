"""What is sent twice is filed once: the key that stands for a form as it was filled in, and what was filed under it."""

import json
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.crypto import salted_hmac

from accounts.locks import wait_for

Filed = TypeVar("Filed", bound=Model)


def key_of(form: str, number: str, *said: Any) -> str:
    """Return what stands for one page of this form with these answers: with other answers it is another one."""
    return salted_hmac(form, json.dumps([number, *said]), algorithm="sha256").hexdigest()


def filed_before(model: type[Filed], key: str | None) -> Filed | None:
    """Return what was filed under this key, or None; whoever files under it at the same moment waits. Call inside a transaction."""
    if not key:
        return None
    wait_for(key)
    return model._default_manager.filter(idempotency_key=key).first()
