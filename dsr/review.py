"""Which requests a member of staff looks at before anything is done. Pure."""

from accounts.regimes.rights import FACTS, Right

COPIES_A_YEAR = 2
"""Copies a person may have in twelve months without a look by staff (Civ. Code 1798.130(b)); nothing is refused by itself."""


def review_for(right: str, *, method: str, copies: int) -> str:
    """Return why staff must look (a value of DataSubjectRequest.Review), or "" when they need not.

    A code proves a mailbox and nothing more: enough to delete, because deletion waits for days and can be
    cancelled from that same mailbox by whoever owns it; not enough to hand out everything that is held.
    What an agent asks for is done once staff have read the document, which the method `agent` says is still to do.
    """
    facts = FACTS[Right(right)]
    if not facts.automatic:
        return "by_hand"
    if method == "agent":
        return "agent"
    if facts.discloses and method == "mailed_code":
        return "mailbox_only"
    if facts.discloses and copies >= COPIES_A_YEAR:
        return "frequent"
    return ""
