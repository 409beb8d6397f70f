"""Two filings in the same moment: the same one is filed once, two others have one agent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from accounts.actor import VISITOR
from dsr.actions.agents import Filing, file_by_agent
from dsr.agents.words import AgentContact
from dsr.contact import Contact
from dsr.models import Agent, Mandate
from exports.documents import Document
from tests.dsr.agent_form import AGENT, pdf


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("jobs")
@pytest.mark.parametrize("same", [True, False])
def test_two_filings_at_once(private, same):
    gate = Barrier(2)

    def send(number: int) -> int:
        gate.wait(10)
        try:
            filing = Filing(
                right="opt_out",
                person=Contact("tom@example.org", "Tom"),
                agent=AgentContact(AGENT, "Ask Ltd"),
                agent_kind="business",
                mandate_kind="permission",
                signed_on=date(2026, 11, 1),
                document=Document(pdf(), "application/pdf"),
            )
            return file_by_agent(filing, actor=VISITOR, idempotency_key="1" if same else str(number)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        made = set(threads.map(send, range(2)))
    assert len(made) == Mandate.objects.count() == (1 if same else 2)
    assert Agent.objects.count() == 1
    assert len([p for p in private.rglob("*") if p.is_file()]) == len(made)
