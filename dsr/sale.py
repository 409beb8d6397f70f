"""What a request says about sale and sharing: whether it offers the opt-out, and what an opt-out is answered with."""

from django.utils.translation import gettext as _

from consent.models import ConsentRecord
from consent.standing import selling_purposes
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest


def offers_opt_out(request: DataSubjectRequest) -> bool:
    """Return whether a refusal has to offer the opt-out: of a deletion, where data is sold or shared and nobody said no."""
    if request.right != "erasure" or request.state != State.DENIED or not selling_purposes():
        return False
    return not ConsentRecord.objects.opted_out_of_sale(request.subject.ref)


def answer_to_opt_out() -> str:
    """Return the answer to an opt-out: the same for everybody, so that it tells nothing about an address."""
    if selling_purposes():
        return _(
            "From now on nothing held under the address given is sold or shared, and the same is true of "
            "whatever comes under it later, unless the person it belongs to decides otherwise."
        )
    return _(
        "The choice is on record. We sell and share nobody's personal data at present. Should that ever change, "
        "what is held under the address given stays out of it, unless the person it belongs to decides otherwise."
    )
