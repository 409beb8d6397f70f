"""Ask, look and take back in whichever protocol the data map names."""

from collections.abc import Mapping
from uuid import UUID

from accounts.datamap.vocabulary import StoreMap
from accounts.sealing import readable
from exports.models import StoreTask
from exports.outside import opendsr, webhook
from exports.outside.identities import identities_for
from exports.outside.messages import Question, Reply
from exports.outside.stores import callback_url


def question_of(task: StoreTask, store: StoreMap) -> Question:
    """Return what is sent, with the person's identifiers as they are verified now. Raise Unreadable."""
    american = task.subject.residence.startswith("US")
    return Question(
        ref=task.ref,
        verb=task.verb,
        regulation="ccpa" if american else "gdpr",
        issued_at=task.created_at,
        answer_by=task.due_at,
        identities=identities_for(task.subject, store),
        callback=callback_url(store.key),
        changes=readable(task.subject, task.sealed_changes, life="account"),
    )


def ask(store: StoreMap, question: Question, *, again: bool) -> Reply:
    """Send a question. Raise OutsideFault."""
    if _speaks_opendsr(store):
        return opendsr.ask(store, question, again=again)
    return webhook.ask(store, question)


def look(store: StoreMap, question: Question) -> Reply:
    """Return how far a store is that was asked before: one that cannot be looked at is asked again, with the same number. Raise OutsideFault."""
    if _speaks_opendsr(store):
        return opendsr.look(store, question.ref) or opendsr.ask(store, question, again=False)
    return webhook.ask(store, question)


def results(store: StoreMap, address: str) -> bytes:
    """Return the file a store's answer points to. Raise OutsideFault."""
    return opendsr.results(store, address)


def take_back(store: StoreMap, task: StoreTask) -> None:
    """Tell a store that a question is taken back, where its protocol can say so. Raise OutsideFault."""
    if _speaks_opendsr(store) and task.asked_at is not None:
        opendsr.take_back(store, task.ref)


def read_callback(store: StoreMap, headers: Mapping[str, str], body: bytes) -> tuple[UUID, Reply]:
    """Return a question's number and the answer in a callback. Raise NotSigned, Misbehaved, OutsideFault."""
    if _speaks_opendsr(store):
        return opendsr.read_callback(store, headers, body, own_url=callback_url(store.key))
    return webhook.read_callback(store, headers, body)


def _speaks_opendsr(store: StoreMap) -> bool:
    return store.http is not None and store.http.protocol == "opendsr"
