"""Sale and sharing: whether the company does it, whether somebody opted out, and what an opt-out is answered with."""

from django.utils.translation import gettext as _

from accounts.datamap.current import current
from accounts.models import DataSubject
from consent.choices import SALE
from consent.models import ConsentRecord
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def is_sold_or_shared() -> bool:
    """Return whether the data map names a purpose that hands data to others for money or for advertising."""
    return any(purpose.sells_or_shares for purpose in current().purposes.values())


def opted_out(subject: DataSubject) -> bool:
    """Return whether this person's newest word about sale and sharing is no."""
    said = (
        ConsentRecord.objects.in_force(subject.ref).filter(about=ConsentRecord.About.SALE, key=SALE).first()
    )
    return said is not None and not said.allowed


def offers_opt_out(request: DataSubjectRequest) -> bool:
    """Return whether a refusal has to offer the opt-out: of a deletion, where data is sold or shared and nobody said no."""
    refused = request.right == "erasure" and request.state == State.DENIED
    return refused and is_sold_or_shared() and not opted_out(request.subject)


def answer_to_opt_out() -> str:
    """Return the answer to an opt-out: the same for everybody, so that it tells nothing about an address."""
    if is_sold_or_shared():
        return _(
            "From now on nothing held under the address given is sold or shared, and the same is true of "
            "whatever comes under it later, unless the person it belongs to decides otherwise."
        )
    return _(
        "The choice is on record. We sell and share nobody's personal data at present. Should that ever change, "
        "what is held under the address given stays out of it, unless the person it belongs to decides otherwise."
    )
