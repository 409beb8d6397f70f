"""An agent who asks for somebody: the person has been asked whether that is right, and has not answered yet."""

from datetime import timedelta

from accounts.clock import today
from accounts.regimes.rights import Right
from config.sign_ins.people import AGENT
from config.states import cast
from config.states.paper import sheet
from config.states.past import ago
from dsr.actions.agents import FILER, Filing, file_by_agent
from dsr.agents.words import AgentContact
from dsr.contact import Contact
from dsr.models import Agent, Mandate
from exports.documents import PDF, Document


def waiting_for_the_person() -> None:
    """Let the agent have asked for a copy for Diego yesterday, with a permission he signed last week."""
    diego = cast.user("diego")
    with ago(days=1, hours=2):
        signed = today() - timedelta(days=7)
        paper = sheet(
            "Permission",
            "",
            f"I, {cast.NAMES['diego']}, of Oakland, California, allow {AGENT.name}",
            "to ask Inkwell for a copy of what it holds about me.",
            "",
            f"Signed on {signed:%d %B %Y}",
        )
        filing = Filing(
            right=Right.ACCESS,
            person=Contact(diego.email, cast.NAMES["diego"]),
            agent=AgentContact(AGENT.email, AGENT.name),
            agent_kind=Agent.Kind.BUSINESS,
            mandate_kind=Mandate.Kind.PERMISSION,
            signed_on=signed,
            document=Document(paper, PDF),
            reference="QR-1180",
        )
        file_by_agent(filing, actor=FILER, idempotency_key="trial agent")
