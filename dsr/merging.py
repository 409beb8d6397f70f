"""Requests and letters of a person, for when two people turn out to be one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.merging import CannotMerge, register
from accounts.models import DataSubject
from accounts.sealing import seal, unseal
from dsr.agents.vault import resealed
from dsr.agents.words import mandate_of
from dsr.enquiries.words import moved
from dsr.models import DataSubjectRequest, Enquiry, ErasureRun


@dataclass(frozen=True)
class _Requests:
    """Requests with their timeline, the agent's document and runs that are over."""

    key: str
    name: str | Promise

    def rows(self, subject: DataSubject) -> QuerySet[DataSubjectRequest]:
        """Return the person's requests."""
        return DataSubjectRequest.objects.filter(subject=subject)

    def count(self, subject: DataSubject) -> int:
        """Return how many there are."""
        return self.rows(subject).count()

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Raise CannotMerge while either is asked to be erased: what that deletes was decided for one of them."""
        for subject in (former, into):
            if self.rows(subject).live().filter(right="erasure").exists():
                raise CannotMerge(
                    "erasure_asked", _("A deletion was asked for one of them. Decide that first.")
                )

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move requests, everything sealed with them sealed anew."""
        rows = self.rows(former).select_for_update().order_by("pk")
        moving = list(rows if only is None else rows.filter(pk__in=list(only)))
        for request in moving:
            for event in request.events.exclude(sealed_text=None):
                event.sealed_text = _anew(event.sealed_text, former, into)
                event.save(update_fields=["sealed_text"])
            mandate = mandate_of(request)
            if mandate is not None:
                mandate.sealed_key = resealed(mandate, former=former, new=into)
                mandate.save(update_fields=["sealed_key"])
            request.subject, request.sealed_contact = into, _anew(request.sealed_contact, former, into)
            request.save(update_fields=["subject", "sealed_contact"])
        ErasureRun.objects.filter(request__in=moving, sealed_found=None, sealed_address=None).update(
            subject=into
        )
        return [request.pk for request in moving]


@dataclass(frozen=True)
class _Enquiries:
    """Questions, complaints and what was answered."""

    key: str
    name: str | Promise

    def count(self, subject: DataSubject) -> int:
        """Return how many there are."""
        return Enquiry.objects.filter(subject=subject).count()

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Refuse nothing."""

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move letters, their words sealed anew."""
        rows = Enquiry.objects.filter(subject=former).select_for_update().order_by("pk")
        moving = list(rows if only is None else rows.filter(pk__in=list(only)))
        for enquiry in moving:
            Enquiry.objects.filter(pk=enquiry.pk).update(subject=into, **moved(enquiry, into))
        return [enquiry.pk for enquiry in moving]


def _anew(sealed: bytes | None, former: DataSubject, into: DataSubject) -> bytes | None:
    return seal(into, unseal(former, bytes(sealed), life="record"), life="record") if sealed else None


register(_Requests("requests", _("requests")))
register(_Enquiries("enquiries", _("questions and complaints")))
