"""The one table of moves: every state and every move, against the actions."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actor import SYSTEM, actor_for
from accounts.clock import now
from dsr.actions.decisions import approve_request, deny_request, extend_request
from dsr.actions.requests import fulfil_request, revoke_request, submit_request
from dsr.actions.verification import expire_request, send_code, verify_request
from dsr.contact import Contact
from dsr.errors import ErasureAlreadyOpen, MoveNotAllowed, ReviewNotNeeded
from dsr.lifecycle import FACTS, FINAL, LIVE, MOVES, REASONS, Move, Reason, State, next_state
from dsr.models import DataSubjectRequest, Event
from tests.dsr.asking import ask, in_state

pytestmark = pytest.mark.usefixtures("frozen", "committed")

DO = {
    Move.VERIFY: lambda r: verify_request(r, code="XXXX-XXXX", actor=SYSTEM),
    Move.APPROVE: lambda r: approve_request(r, actor=SYSTEM),
    Move.EXTEND: lambda r: extend_request(r, actor=SYSTEM, reason="So much to look through."),
    Move.FULFIL: lambda r: fulfil_request(r, actor=SYSTEM),
    Move.DENY: lambda r: deny_request(r, actor=SYSTEM, ground="kept_by_law"),
    Move.REVOKE: lambda r: revoke_request(r, actor=SYSTEM),
    Move.EXPIRE: lambda r: expire_request(r, actor=SYSTEM),
}


def test_the_table_is_total():
    assert set(MOVES) == set(FACTS) == set(REASONS) == set(State)
    assert set(DO) == set(Move)
    assert {move for moves in MOVES.values() for move in moves} == set(Move)
    for state, moves in MOVES.items():
        assert bool(moves) != FACTS[state].final
    assert set(State) == LIVE | FINAL
    assert Reason.NO_MATCH in REASONS[State.DENIED]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_every_move_happens_or_is_refused_by_name(person, state, move, jobs):
    request = in_state(person, state)
    before = DataSubjectRequest.objects.filter(pk=request.pk).values().get()
    if move == Move.VERIFY:
        # Its own proof is tested in test_verification; here only the state matters.
        target = next_state(state, move)
        assert (target is None) == (state != State.OPEN)
        if target:
            return
    if next_state(state, move) is None:
        with pytest.raises(MoveNotAllowed):
            DO[move](request)
        assert DataSubjectRequest.objects.filter(pk=request.pk).values().get() == before
    elif move == Move.APPROVE:
        with pytest.raises(ReviewNotNeeded):
            DO[move](request)
        request.review = "mailbox_only"
        request.save()
        assert DO[move](request).approved_at == now()
    else:
        after = DO[move](request)
        assert after.state == next_state(state, move)
        assert (after.closed_at is not None) == FACTS[State(after.state)].final


def test_a_code_cannot_be_asked_for_once_it_was_confirmed(person):
    with pytest.raises(MoveNotAllowed):
        send_code(in_state(person, State.IN_PROGRESS), actor=SYSTEM)


def test_one_open_deletion_a_person(person, bystander, jobs):
    first = ask(person, right="erasure")
    with pytest.raises(ErasureAlreadyOpen):
        ask(person, right="erasure")
    ask(bystander, right="erasure")
    ask(person, right="access")
    revoke_request(first, actor=SYSTEM)
    assert ask(person, right="erasure").state == State.IN_PROGRESS


@pytest.mark.parametrize(
    "change",
    [
        {"state": "fulfilled"},
        {"closed_at": "now"},
        {"state": "denied", "closed_at": "now"},
        {"state": "denied", "closed_at": "now", "reason": "other"},
        {"outcome": "complied"},
        {"state": "lost"},
        {"reason": "no_match"},
        {"internal_due": "2099-01-01"},
    ],
)
@pytest.mark.promise("P46")
def test_the_database_ties_state_to_dates_and_reasons(person, change, jobs):
    request = ask(person)
    values = {k: now() if v == "now" else v for k, v in change.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        DataSubjectRequest.objects.filter(pk=request.pk).update(**values)


@pytest.mark.promise("P46")
def test_the_timeline_and_the_trail_tell_what_happened(person, jobs):
    request = ask(person, right="rectification")
    revoke_request(request, actor=actor_for(person))
    kinds = list(request.events.values_list("kind", flat=True))
    assert kinds == ["received", "in_review", "acknowledged", "revoked"]
    assert Event.objects.filter(request=request, actor="person").count() == 2


def test_a_form_sent_twice_counts_once(person, jobs):
    def send():
        return submit_request(
            person.subject, actor=SYSTEM, right="access", channel="portal", method="sign_in",
            contact=Contact(person.email), idempotency_key="once",
        )  # fmt: skip

    assert send().pk == send().pk
    assert DataSubjectRequest.objects.count() == 1
