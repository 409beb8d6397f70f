"""The signed webhook: one JSON message, signed by a shared secret, with a time that keeps it from being sent again.

The protocol is described for the other side in README.md of this folder.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.clock import machine_time
from accounts.datamap.vocabulary import StoreMap
from accounts.outbound import Answer, OutboundError, send
from exports.outside.json_text import parsed, text_in, written
from exports.outside.messages import Misbehaved, NotLetIn, NotThem, OutsideFault, Question, Reply, Said
from exports.outside.secrets import secrets_of

TIMESTAMP, SIGNATURE = "Candor-Timestamp", "Candor-Signature"
VERSION = "v1"
WINDOW = timedelta(minutes=5)
"""How far a message's time may be from ours: what was sent before cannot be sent again by others later."""
MOST_BYTES = 5_000_000
"""The longest answer, a copy of data included."""
STATES: Mapping[str, Said] = {
    "accepted": "asked",
    "completed": "completed",
    "nothing_held": "nothing_held",
    "refused": "refused",
}
"""What the other side may say, and what that is here."""


def ask(store: StoreMap, question: Question) -> Reply:
    """Send the question and return what was said at once. Raise OutsideFault.

    Sending it again is safe: the number is the same, and the other side answers the same.
    """
    body = json.dumps(_message(question), ensure_ascii=False, separators=(",", ":")).encode()
    answer = _post(store, body)
    if answer.status in (401, 403):
        raise NotLetIn
    if answer.status in (400, 422):
        return Reply("refused", "invalid")
    if answer.status == 202:
        return Reply("asked")
    if answer.status != 200:
        raise OutsideFault
    _check(store, answer.headers, answer.body)
    told = parsed(answer.body)
    if told.get("id", str(question.ref)) != str(question.ref):
        raise Misbehaved
    return _reply(told)


def read_callback(store: StoreMap, headers: Mapping[str, str], body: bytes) -> tuple[UUID, Reply]:
    """Return the question's number and the answer a store sends by itself. Raise NotThem, Misbehaved."""
    _check(store, headers, body)
    told = parsed(body)
    try:
        return UUID(told["id"]), _reply(told)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Misbehaved from error


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of the signature's header: HMAC-SHA-256 over time, a full stop and the body, in hex."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"{VERSION}={digest.hexdigest()}"


def is_genuine(secrets: list[str], headers: Mapping[str, str], body: bytes, *, moment: datetime) -> bool:
    """Return whether the message is signed with one of the secrets and was made just now.

    The header may carry several signatures with blanks or commas between, so that both sides can change
    the secret without a moment at which nothing fits.
    """
    stamp = headers.get(TIMESTAMP, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    if abs(moment.timestamp() - int(stamp)) > WINDOW.total_seconds():
        return False
    given = headers.get(SIGNATURE, "").replace(",", " ").split()
    wanted = [signature(secret, stamp, body) for secret in secrets]
    return any(hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted)


def _post(store: StoreMap, body: bytes) -> Answer:
    assert store.http is not None  # noqa: S101  (the caller chose the store by its kind)
    stamp = str(int(machine_time().timestamp()))
    signed = " ".join(signature(secret, stamp, body) for secret in secrets_of(store.key))
    try:
        return send(
            "POST",
            store.http.url,
            content=body,
            headers={TIMESTAMP: stamp, SIGNATURE: signed},
            most=MOST_BYTES,
        )
    except OutboundError as error:
        raise OutsideFault from error


def _message(question: Question) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(question.ref),
        "verb": question.verb,
        "issued_at": question.issued_at.isoformat(),
        "answer_by": question.answer_by.isoformat(),
        "identities": [
            {"kind": one.kind, "format": one.format, "value": one.value} for one in question.identities
        ],
        "callback": question.callback,
    }
    return told | ({"changes": question.changes} if question.changes is not None else {})


def _check(store: StoreMap, headers: Mapping[str, str], body: bytes) -> None:
    lowered = {name.title(): value for name, value in headers.items()}
    if not is_genuine(secrets_of(store.key), lowered, body, moment=machine_time()):
        raise NotThem


def _reply(told: dict[str, Any]) -> Reply:
    said = STATES.get(text_in(told, "state"))
    if said is None:
        raise Misbehaved
    data = written(told["data"]) if said == "completed" and "data" in told else None
    return Reply(said, "declined" if said == "refused" else "", data=data)
