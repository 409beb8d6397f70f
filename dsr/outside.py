"""What stores outside are told of, and what their answers set going."""

from typing import Any

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.models import DataSubject
from consent.choices import Holder
from consent.models import ConsentRecord
from consent.standing import selling_purposes
from dsr.erasure.outside import WAITS_FOR_STORES, still_out
from dsr.models import ErasureRun
from dsr.queue import nudge_erasure
from exports.actions.questions import ask_store
from exports.models import StoreTask
from exports.outside.stores import stores_that

OPT_OUT = StoreTask.Verb.OPT_OUT


def pass_on_opt_out(sender: object, holder: Holder, records: list[ConsentRecord], **_: Any) -> None:
    """Have stores outside stop selling and sharing what they hold of a person who just said no (Cal. Civ. Code 1798.135(f), 11 CCR 7026(f)).

    A browser without a person has nothing by which another system would know it. Runs in the ledger's transaction.
    """
    refused = next((record for record in records if _is_opt_out(record)), None)
    if refused is None or holder.scope != ConsentRecord.Scope.ACCOUNT or not selling_purposes():
        return
    subject = DataSubject.objects.filter(ref=holder.ref).first()
    if subject is None:
        return
    for store in stores_that(OPT_OUT):
        ask_store(subject, store=store, verb=OPT_OUT, actor=SYSTEM, request_ref=refused.ref)


def let_erasure_go_on(sender: object, task: StoreTask, **_: Any) -> None:
    """Wake the erasure that waits for a store outside once the last of them has answered."""
    if task.verb != StoreTask.Verb.ERASE:
        return
    waiting = ErasureRun.jobs.filter(
        request__ref=task.request_ref, job_state="queued", last_error_code=WAITS_FOR_STORES
    )
    for run in waiting.select_related("request"):
        if not still_out(run):
            waiting.filter(pk=run.pk).update(not_before=now())
            nudge_erasure(run.pk)


def _is_opt_out(record: ConsentRecord) -> bool:
    if record.allowed:
        return False
    if record.about == ConsentRecord.About.SALE:
        return True
    purpose = current().purposes.get(record.key)
    return record.about == ConsentRecord.About.PURPOSE and purpose is not None and purpose.sells_or_shares
