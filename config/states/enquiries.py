"""A question from somebody who has no account: it waits for an answer."""

from accounts.actor import VISITOR
from config.states.past import ago
from dsr.actions.enquiries import take_in_enquiry
from dsr.enquiries.words import Words
from dsr.models import Enquiry

QUESTION = "A friend sent me one of your stories as a gift, and now I wonder whether you keep my address. I have no account and do not want one."


def question() -> None:
    """Let a reader have asked by the contact form the day before yesterday."""
    with ago(days=2, hours=5):
        take_in_enquiry(
            Words("gift.reader@quire.example", QUESTION, "Robin Vale"),
            actor=VISITOR,
            kind=Enquiry.Kind.QUESTION,
            channel=Enquiry.Channel.FORM,
            idempotency_key="trial question",
        )
