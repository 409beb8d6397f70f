"""Pass on to stores outside what a person put right (GDPR 19, 11 CCR 7023(c))."""

from typing import Any

from accounts.actor import SYSTEM
from exports.actions.questions import ask_store
from exports.correcting.telling import told_of
from exports.correcting.words import told
from exports.models import Correction, StoreTask


def pass_on(sender: object, correction: Correction, **_: Any) -> None:
    """Ask every store outside that holds the corrected value, or through which somebody who received it is told. Runs in the transaction that calls it written.

    The new value goes under the name people read, sealed until the question is over.
    """
    one = told(correction)
    for store in told_of(one.category):
        ask_store(
            correction.subject,
            store=store,
            verb=StoreTask.Verb.RECTIFY,
            actor=SYSTEM,
            request_ref=correction.ref,
            changes={one.label: one.after_as_data},
        )
