"""What staff look for in a document before they accept it. Words for staff, from the Probate Code and 11 CCR 7063."""

from django.utils.translation import gettext as _

from dsr.models import Mandate


def checklist_for(mandate: Mandate) -> list[str]:
    """Return what the document must show, one thing a line."""
    if mandate.kind == Mandate.Kind.ATTORNEY:
        return [
            _("It names the person and the agent who filed the request."),
            _("It says on which day it was executed (Probate Code 4121)."),
            _("It is signed by the person, or in their presence and at their direction by another adult."),
            _("It is acknowledged before a notary, or signed by two adult witnesses of whom none is the agent (Probate Code 4121 and 4122)."),
            _("What it allows covers this request, and it is not shown to be revoked or over."),
            _("Nothing else may be asked: no confirmation by the person and no proof of their identity (11 CCR 7063(b))."),
        ]  # fmt: skip
    return [
        _("It names the person and the agent who filed the request."),
        _("It is signed by the person, on the day that was given."),
        _("What it allows covers this request."),
    ]
