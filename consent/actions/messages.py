"""Switch messages off and on from the link in a mail, without signing in."""

from collections.abc import Sequence

from accounts.actor import Actor
from accounts.mail_links import MailLink
from consent.actions.choices import record_choices
from consent.choices import About, Choice, Holder, is_known, topics
from consent.models import ConsentRecord
from consent.preferences import all_off, person_of

Method = ConsentRecord.Method


def switch_off(link: MailLink, *, actor: Actor, method: str) -> list[ConsentRecord]:
    """Switch off by mail what the link's mail was about and return the new entries; in force once this commits.

    A mail of the administrative class stands for everything else: that is what can be switched off there. Does
    nothing, and says the same, for a person or topic that is no more, and for what is off already. Nothing has
    to be proved for it: whoever has the mail may do it (16 CFR 316.5), and it can be undone.
    """
    subject = person_of(link)
    if subject is None:
        return []
    return record_choices(Holder.of(subject), actor=actor, choices=_off(link), method=method)


def switch_on_again(link: MailLink, *, actor: Actor, keys: Sequence[str]) -> list[ConsentRecord]:
    """Undo a switching off from the page and return the new entries; a topic that is no more is left out."""
    subject = person_of(link)
    if subject is None:
        return []
    wanted = [Choice(About.TOPIC, key, allowed=True, channel="mail") for key in keys]
    choices = [choice for choice in wanted if is_known(choice)]
    return record_choices(Holder.of(subject), actor=actor, choices=choices, method=Method.LINK)


def _off(link: MailLink) -> list[Choice]:
    topic = topics().get(link.topic)
    if topic is not None and topic.locked:
        return all_off("mail")
    choice = Choice(About.TOPIC, link.topic, allowed=False, channel="mail")
    return [choice] if is_known(choice) else []
