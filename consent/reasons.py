"""The reasons of the send decision, and of what else keeps a message back, in words for staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "administrative": _("administrative: reaches everybody"),
    "opted_in": _("switched on by its person"),
    "on_by_default": _("on until its person switches it off"),
    "opted_out": _("switched off by its person"),
    "never_agreed": _("never switched on by its person"),
    "restricted": _("the use of their data is restricted"),
    "closing": _("the account is closing or closed"),
    "third_party": _("somebody else gave us their address"),
    "gone": _("erased, or one with another record"),
    "nobody_known": _("the address belongs to nobody we know"),
    "not_by_this_channel": _("the topic is not sent by this channel"),
    "unknown_topic": _("the data map no longer has the topic"),
    "no_address": _("no verified address"),
    # Notices to people whom others named (named/standing.py).
    "waiting": _("to be told"),
    "overdue": _("to be told, and late"),
    "planned": _("planned"),
    "handed_over": _("told"),
    "undeliverable": _("the mail could not be delivered"),
    "held": _("under a legal hold; told when it is over"),
    "exempt": _("not told, by an exception that the data map names"),
    "joined": _("has an account by now, and is told there"),
    "suppressed": _("their address is one of somebody who was erased"),
    # Uses of data (processing.py).
    "by_its_basis": _("permitted: the purpose rests on more than consent"),
    "agreed": _("permitted: its person agreed"),
    "named_for_it": _("permitted: this is what others named them for"),
}


def in_words(reason: str) -> str:
    """Return a reason in words; one that is not known, as it is."""
    return str(WORDS.get(reason, reason))
