"""The agent's desk: one's own filings by a proven address, and nothing of anybody else."""

import pytest
from django.urls import reverse

from accounts.models import User
from dsr.models import Mandate
from dsr.views import agents
from tests.dsr.agent_form import file, latest
from tests.people import make_person

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell", "private", "outbox", "jobs"),
    pytest.mark.promise("P27"),
]
DESK = "dsr:agent_desk"
SESSION = 8
"""Statements of every signed-in page: session, account, the list of sessions, and what is to be announced."""


@pytest.fixture
def agent(db: None) -> User:
    return make_person("Ann@agents.example")


def test_an_agent_sees_their_own_filings_and_nothing_of_the_person(client, agent, bystander, stranger):
    file(client, right="access", email=bystander.email, agent="ann@agents.example", own="case 7")
    mine = latest().reference
    file(client, right="opt_out", email=bystander.email, agent="other@agents.example", own="case 8")
    others = latest().reference
    assert client.get(reverse(DESK)).status_code == 302
    client.force_login(agent)
    page = client.get(reverse(DESK)).content.decode()
    for word in (mine, "case 7", "16 January 2027", "has not answered yet"):
        assert word in page
    for word in (others, "case 8", bystander.email, "Tom"):
        assert word not in page
    client.force_login(stranger)
    page = client.get(reverse(DESK)).content.decode()
    assert mine not in page
    assert reverse("dsr:agent_file") in page


def test_an_address_that_is_not_proven_shows_nothing(client, agent, bystander):
    file(client, right="access", email=bystander.email, agent="ann@agents.example")
    agent.emailaddress_set.update(verified=False)
    client.force_login(agent)
    assert latest().reference not in client.get(reverse(DESK)).content.decode()


def test_it_costs_the_same_however_much_there_is(
    client, agent, bystander, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(agents, "PER_PAGE", 4)
    for number in range(6):
        file(client, right="limit", email=bystander.email, agent="ann@agents.example", own=f"case {number}")
    client.force_login(agent)
    client.get(reverse(DESK))
    with django_assert_num_queries(4 + SESSION):
        page = client.get(reverse(DESK)).content.decode()
    assert "case 5" in page
    assert "case 1" not in page
    assert "case 1" in client.get(reverse(DESK), {"page": 2}).content.decode()


def test_what_an_erasure_took_leaves_the_row(client, agent, bystander):
    file(client, right="limit", email=bystander.email, agent="ann@agents.example", own="case 7")
    Mandate.objects.update(sealed_words=None)
    client.force_login(agent)
    page = client.get(reverse(DESK)).content.decode()
    assert latest().reference in page
    assert "case 7" not in page
