"""Pass on to stores outside what a person put right (GDPR 19, 11 CCR 7023(c))."""

from typing import Any

from accounts.actor import SYSTEM
from exports.actions.questions import ask_store
from exports.correcting.words import told
from exports.models import Correction, StoreTask
from exports.outside.stores import stores_that

RECTIFY = StoreTask.Verb.RECTIFY


def pass_on(sender: object, correction: Correction, **_: Any) -> None:
    """Ask every store through which somebody who received the corrected value is told. Runs in the transaction that calls it written.

    The new value goes under the name people read, sealed until the question is over.
    """
    one = told(correction)
    received = {recipient.key for recipient in one.recipients}
    through = {recipient.told_by for recipient in one.recipients}
    for store in stores_that(RECTIFY):
        if store.recipient in received or store.key in through:
            ask_store(
                correction.subject,
                store=store,
                verb=RECTIFY,
                actor=SYSTEM,
                request_ref=correction.ref,
                changes={one.label: one.after},
            )
