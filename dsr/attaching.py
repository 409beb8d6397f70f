"""Move a request from the empty subject it came with to the person it turns out to be from."""

from accounts.actor import SYSTEM
from accounts.models import DataSubject
from accounts.sealing import destroy_key, seal, unseal
from consent.actions.carrying import carry_over_refusals
from dsr.agents.vault import resealed
from dsr.agents.words import mandate_of
from dsr.enquiries.words import moved
from dsr.models import DataSubjectRequest, Enquiry


def attach(request: DataSubjectRequest, known: DataSubject) -> None:
    """Make the request, and the enquiry it may come from, the known person's, sealed anew, and merge its former subject into them. Call under the request's lock."""
    former = request.subject
    texts = [
        (event, unseal(former, event.sealed_text, life="record"))
        for event in request.events.exclude(sealed_text=None)
    ]
    contact = unseal(former, request.sealed_contact or b"", life="record")
    request.subject = known
    request.sealed_contact = seal(known, contact, life="record")
    request.save(update_fields=["subject", "sealed_contact"])
    for event, text in texts:
        event.sealed_text = seal(known, text, life="record")
        event.save(update_fields=["sealed_text"])
    mandate = mandate_of(request)
    if mandate is not None:
        mandate.sealed_key = resealed(mandate, former=former, new=known)
        mandate.save(update_fields=["sealed_key"])
    for enquiry in Enquiry.objects.filter(subject=former):
        Enquiry.objects.filter(pk=enquiry.pk).update(subject=known, **moved(enquiry, known))
    former.merged_into = known
    former.save(update_fields=["merged_into"])
    carry_over_refusals(former, into=known, actor=SYSTEM)
    destroy_key(former, life="record")
