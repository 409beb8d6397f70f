"""What the dsr app refuses, each with a stable code and a sentence that says what to do."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError


class MoveNotAllowed(DomainError):
    """The request is in a state from which this cannot be done."""

    code = "move_not_allowed"
    message = _("This request has moved on, so this can no longer be done. Look at what it says now.")


class ErasureAlreadyOpen(DomainError):
    """The person already has an open request for deletion."""

    code = "erasure_already_open"
    message = _("You have already asked for deletion. Open that request to see its date or to cancel it.")


class CannotBeExtended(DomainError):
    """The law gives no second period for this request, or the first is over, or it was used."""

    code = "cannot_be_extended"
    message = _(
        "This request cannot be extended: that is possible once, with a reason, and only in the first period."
    )


class GroundNotKnown(DomainError):
    """The law that applies does not know this ground for refusing."""

    code = "ground_not_known"
    message = _("The law that applies to this request does not allow this ground. Choose one from the list.")


class ReasonMissing(DomainError):
    """Something that affects the person needs a reason, and none was given."""

    code = "reason_missing"
    message = _("Give the reason in a sentence. The person will read it.")


class CodeRefused(DomainError):
    """The code is wrong, used, too old, or was tried too often."""

    code = "code_refused"
    message = _("This code does not work. Check it, or ask for a new one: a code is valid for 30 minutes.")


class ReviewNotNeeded(DomainError):
    """Nobody has to approve this request."""

    code = "review_not_needed"
    message = _("This request does not wait for approval.")


class EnquiryClosed(DomainError):
    """Nothing more can be done with a closed enquiry."""

    code = "enquiry_closed"
    message = _("This enquiry is closed. Look at what became of it.")


class CopyGone(DomainError):
    """The copy has expired or was never made."""

    code = "copy_gone"
    message = _("This copy can no longer be downloaded. You can ask for a new one at any time.")


class DocumentGone(DomainError):
    """An agent's document is not there any more: the person it is about was erased, or the record has ended."""

    code = "document_gone"
    message = _("This document is no longer kept. Its fingerprint and what was decided stay in the record.")


class MandateFirst(DomainError):
    """A request filed by an agent is approved by accepting the agent's document."""

    code = "mandate_first"
    message = _("An agent filed this request. Read the document and accept it: that lets the work begin.")


class NotAskedAnyMore(DomainError):
    """The person has answered, or the request is over."""

    code = "not_asked_any_more"
    message = _("This question has been answered or is no longer open.")
