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
from exports.actions.questions import ask_store, cancel_question
from exports.models import StoreTask
from exports.outside.stores import stores_that, verbs_of

OPT_OUT, OPT_IN = StoreTask.Verb.OPT_OUT, StoreTask.Verb.OPT_IN


def pass_on_choice(sender: object, holder: Holder, records: list[ConsentRecord], **_: Any) -> None:
    """Have stores outside stop selling and sharing what they hold of a person who just said no (Cal. Civ. Code 1798.135(f), 11 CCR 7026(f)).

    Who takes the no back is told of to the stores that may know of it, once nothing else says no any more. A
    browser without a person has nothing by which another system would know it. Runs in the ledger's
    transaction, which holds the person's chain: the last choice is the last question.
    """
    said = [record for record in records if _about_sale(record.about, record.key)]
    if not said or holder.scope != ConsentRecord.Scope.ACCOUNT or not selling_purposes():
        return
    subject = DataSubject.objects.filter(ref=holder.ref).first()
    if subject is None:
        return
    refused = next((record for record in said if not record.allowed), None)
    if refused is not None:
        for store in stores_that(OPT_OUT):
            ask_store(subject, store=store, verb=OPT_OUT, actor=SYSTEM, request_ref=refused.ref)
    elif not _still_refused(holder):
        _pass_on_opt_in(subject, said[0])


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


def _pass_on_opt_in(subject: DataSubject, record: ConsentRecord) -> None:
    """Tell each store that may know of an opt-out that it is taken back; one that cannot know yet is not asked any more."""
    DataSubject.objects.select_for_update().get(pk=subject.pk)
    for store in stores_that(OPT_OUT):
        about = StoreTask.objects.filter(subject=subject, store=store.key, verb=OPT_OUT)
        asked = list(about.select_for_update().order_by("pk"))
        known = len(asked) > 1 or any(task.may_be_known for task in asked)
        if known and OPT_IN in verbs_of(store):
            ask_store(subject, store=store, verb=OPT_IN, actor=SYSTEM, request_ref=record.ref)
        for task in asked:
            cancel_question(task, actor=SYSTEM, reason=StoreTask.Reason.OVERTAKEN)


def _still_refused(holder: Holder) -> bool:
    newest = ConsentRecord.objects.by_place(holder.ref)
    return any(not record.allowed for (about, key, _), record in newest.items() if _about_sale(about, key))


def _about_sale(about: str, key: str) -> bool:
    """Return whether a choice is about selling or sharing: of everything, or for one purpose."""
    if about == ConsentRecord.About.SALE:
        return True
    purpose = current().purposes.get(key)
    return about == ConsentRecord.About.PURPOSE and purpose is not None and purpose.sells_or_shares
