"""Close an erasure that was verified: the receipt, the last letter, and then its address."""

import uuid

from django.db import transaction

from accounts import audit, mail
from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.encoding import canonical
from accounts.models import DataSubject
from accounts.sealing import Unreadable, destroy_key, unseal
from accounts.signing import sign
from consent.models import MailDelivery
from dsr.actions.requests import fulfil_request
from dsr.erasure.consequences import kept_in
from dsr.erasure.outside import unanswered
from dsr.erasure.receipt import content_of
from dsr.lifecycle import Outcome
from dsr.models import DeletionReceipt, ErasureRun
from dsr.moves import locked


def finish(run: ErasureRun) -> DeletionReceipt | None:
    """Issue the receipt, close the request, destroy the account key and hand over the last letter, in one transaction.

    A mail that a campaign wrote since the stores were looked at sends the run back to look again; then nothing
    else happens. The address of the last letter goes from the run here and from the mail ledger once the letter has left.
    Raise LeaseLost when another worker has the run; then nothing of this happened.
    """
    with transaction.atomic():
        # First the request, as whoever cancels does: two orders could wait for each other.
        request = locked(run.request)
        subject = DataSubject.objects.select_for_update().get(pk=run.subject_id)
        if MailDelivery.objects.filter(subject=subject).exists():
            run.commit_piece(stage=ErasureRun.Stage.VERIFYING)
            return None
        receipt = _issue(run)
        subject.standing = DataSubject.Standing.ERASED
        subject.erased_at = now()
        subject.save(update_fields=["standing", "erased_at"])
        for one in (subject, *subject.merged.all()):
            destroy_key(one, life="account")
        kept = kept_in(run.plan)
        silent = unanswered(receipt.content["other_systems"])
        outcome = Outcome.PARTIAL if kept or silent else Outcome.COMPLIED
        fulfil_request(request, actor=SYSTEM, outcome=outcome, letter="")
        address = _address(run)
        if address:
            context = {
                "reference": run.request.reference,
                "kept": kept,
                "silent": silent,
                "receipt": str(receipt.ref),
            }
            mail.send("dsr/erasure_done", to=address, context=context, forget=True)
        audit.record(
            "dsr:erasure:finished",
            actor=SYSTEM,
            subject_ref=subject.ref,
            request=str(run.request.ref),
            receipt=str(receipt.ref),
        )
        run.finish(stage=ErasureRun.Stage.FINISHED, finished_at=now(), sealed_found=None, sealed_address=None)
        return receipt


def _issue(run: ErasureRun) -> DeletionReceipt:
    ref = uuid.uuid4()
    content = content_of(run, ref=ref, moment=now())
    return DeletionReceipt.objects.create(
        ref=ref,
        run=run,
        subject_ref=run.subject.ref,
        content=content,
        signature=sign(canonical(content)),
    )


def _address(run: ErasureRun) -> str:
    if run.sealed_address is None:
        return ""
    try:
        return str(unseal(run.subject, run.sealed_address, life="record"))
    except Unreadable:
        return ""
