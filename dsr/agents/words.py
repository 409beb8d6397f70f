"""What an agent said of themselves: readable with the agent's own record key, and nobody's else."""

from dataclasses import asdict, dataclass

from accounts.models import DataSubject
from accounts.sealing import Keyring, Unreadable, readable, seal
from dsr.models import Agent, DataSubjectRequest, Mandate


@dataclass(frozen=True)
class AgentContact:
    """Where an agent is written to."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Words:
    """What an agent called themselves and the case when they filed a request."""

    name: str = ""
    reference: str = ""


def sealed(subject: DataSubject, said: AgentContact | Words) -> bytes:
    """Return what an agent said sealed under their own record key."""
    return seal(subject, asdict(said), life="record")


def contact_of_agent(agent: Agent) -> AgentContact | None:
    """Return where the agent is written to, or None when their key is gone."""
    kept = readable(agent.subject, agent.sealed_contact, life="record")
    return None if kept is None else AgentContact(**kept)


def words_of(mandate: Mandate) -> Words:
    """Return what the agent said; nothing once the person was erased or the agent's key is gone."""
    return Words(**readable(mandate.agent.subject, mandate.sealed_words, life="record") or {})


def all_words(mandates: list[Mandate]) -> dict[int, Words]:
    """Return what agents said by the number of the mandate, with one look for all the keys."""
    agents = list({m.agent.subject_id: m.agent.subject for m in mandates}.values())
    ring = Keyring(agents, life="record", create=False)
    return {m.pk: _said(ring, m) for m in mandates}


def _said(ring: Keyring, mandate: Mandate) -> Words:
    if mandate.sealed_words is None:
        return Words()
    try:
        return Words(**ring.unseal(mandate.agent.subject, mandate.sealed_words))
    except Unreadable:
        return Words()


def mandate_of(request: DataSubjectRequest) -> Mandate | None:
    """Return the document a request was filed under, or None when the person asked themselves."""
    if request.channel != DataSubjectRequest.Channel.AGENT:
        return None
    return Mandate.objects.select_related("agent__subject").filter(request=request).first()
