"""OpenDSR 2.0, on the controller's side: ask a processor, look how far it is, take a question back, read its callbacks.

Every answer counts only with the processor's signature over its raw bytes, checked before they are read. The
former names of the standard (X-OpenGDPR-…, /opengdpr_requests) are understood.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from accounts.datamap.vocabulary import StoreMap
from accounts.outbound import Answer, OutboundError, send
from exports.outside.certificates import signed_by
from exports.outside.discovery import Discovery, belongs, discover, key_of
from exports.outside.json_text import parsed, text_in
from exports.outside.messages import (
    Misbehaved,
    NotLetIn,
    NotSigned,
    NotThem,
    OutsideFault,
    Question,
    Reply,
    Unsettled,
)
from exports.outside.secrets import secrets_of

VERSION = "2.0"
VERBS = {"access": "access", "erase": "erasure"}
"""What can be asked, by our word; the standard knows no other of our verbs."""
KINDS = {"email": "email", "platform_id": "controller_customer_id"}
"""Our kinds of identifiers as the standard calls them."""
HEADERS = ("X-OpenDSR", "X-OpenGDPR")
STATUSES = {"pending": "asked", "in_progress": "asked", "completed": "completed", "cancelled": "refused"}
MOST_BYTES = 25_000_000
"""The largest file of results that is fetched."""


def ask(store: StoreMap, question: Question, *, again: bool) -> Reply:
    """Send the question and return the processor's answer. Raise OutsideFault.

    With `again` the processor may have the question already, so it is asked for that first: a second request
    with the same number is an error there.
    """
    about = discover(store)
    if again:
        known = _look(store, about, question.ref)
        if known is not None:
            return known
    answer = _send(store, "POST", about.requests_path, _message(store, about, question))
    if answer.status == 400:
        return Reply("refused", "invalid")
    if answer.status not in (200, 201, 202):
        raise OutsideFault
    told = _checked(store, answer.headers, answer.body)
    _same(told, question.ref)
    return Reply("asked", expected_at=_moment(told))


def look(store: StoreMap, ref: UUID) -> Reply | None:
    """Return how far the processor is, or None when it does not know the question. Raise OutsideFault."""
    return _look(store, discover(store), ref)


def take_back(store: StoreMap, ref: UUID) -> None:
    """Tell the processor that the question is taken back; one that is done with it already says no, and that is as good. Raise OutsideFault."""
    answer = _send(store, "DELETE", f"{discover(store).requests_path}/{ref}")
    if answer.status >= 500 or answer.status == 429:
        raise OutsideFault


def read_callback(
    store: StoreMap, headers: Mapping[str, str], body: bytes, *, own_url: str
) -> tuple[UUID, Reply]:
    """Return the question's number and the answer in a callback. Raise NotSigned, Misbehaved, OutsideFault.

    A callback that was meant for another address than ours is refused, signed or not.
    """
    told = _checked(store, headers, body)
    if text_in(told, "status_callback_url") != own_url:
        raise Misbehaved
    try:
        ref = UUID(text_in(told, "subject_request_id"))
    except ValueError as error:
        raise Misbehaved from error
    return ref, _reply(store, told)


def results(store: StoreMap, address: str) -> bytes:
    """Return what stands at a results address of the processor's own domain. Raise Misbehaved for another, OutsideFault."""
    if not belongs(store, address):
        raise Misbehaved
    assert store.http is not None  # noqa: S101
    ours = address.startswith(store.http.url.rstrip("/") + "/")
    try:
        answer = send("GET", address, headers=_credentials(store) if ours else None, most=MOST_BYTES)
    except OutboundError as error:
        raise OutsideFault from error
    if answer.status != 200:
        raise OutsideFault
    return answer.body


def _look(store: StoreMap, about: Discovery, ref: UUID) -> Reply | None:
    answer = _send(store, "GET", f"{about.requests_path}/{ref}")
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise OutsideFault
    told = _checked(store, answer.headers, answer.body)
    _same(told, ref)
    return _reply(store, told)


def _message(store: StoreMap, about: Discovery, question: Question) -> dict[str, Any]:
    verb = VERBS[question.verb]
    if about.request_types and verb not in about.request_types:
        raise Misbehaved
    identities = [(KINDS[one.kind], one) for one in question.identities]
    offered = [
        {"identity_type": kind, "identity_value": one.value, "identity_format": one.format}
        for kind, one in identities
        if not about.identities or (kind, one.format) in about.identities
    ]
    if not offered:
        raise Misbehaved
    return {
        "regulation": question.regulation,
        "subject_request_id": str(question.ref),
        "subject_request_type": verb,
        "submitted_time": question.issued_at.astimezone(UTC)
        .isoformat(timespec="seconds")
        .replace("+00:00", "Z"),
        "subject_identities": offered,
        "status_callback_urls": [question.callback],
        "api_version": VERSION,
    }


def _send(store: StoreMap, method: str, path: str, message: dict[str, Any] | None = None) -> Answer:
    assert store.http is not None  # noqa: S101  (the caller chose the store by its protocol)
    content = None if message is None else json.dumps(message).encode()
    address = f"{store.http.url.rstrip('/')}/{path}"
    try:
        answer = send(method, address, content=content, headers=_credentials(store))
    except OutboundError as error:
        raise OutsideFault from error
    if answer.status in (401, 403):
        raise NotLetIn
    return answer


def _credentials(store: StoreMap) -> dict[str, str]:
    """Return the header by which the processor knows us; how it does is outside the standard, and some ask for nothing."""
    try:
        secret = secrets_of(store.key)[0]
    except Unsettled:
        return {}
    return {"Authorization": secret if secret.startswith(("Basic ", "Bearer ")) else f"Bearer {secret}"}


def _checked(store: StoreMap, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Return the message of a body whose signature holds. Raise NotSigned, Misbehaved, OutsideFault."""
    assert store.http is not None  # noqa: S101
    domain, signature = _signature_in(headers)
    if domain.casefold() != store.http.domain.casefold():
        raise NotThem
    key = _key(store, fresh=False)
    if key is not None and signed_by(key, signature, body):
        return parsed(body)
    # The processor may have changed its certificate since it was fetched.
    newer = _key(store, fresh=True)
    if newer is not None and signed_by(newer, signature, body):
        return parsed(body)
    raise NotThem if key is None and newer is None else NotSigned


def _key(store: StoreMap, *, fresh: bool) -> RSAPublicKey | None:
    try:
        return key_of(store, fresh=fresh)
    except NotThem:
        return None


def _signature_in(headers: Mapping[str, str]) -> tuple[str, bytes]:
    lowered = {name.lower(): value for name, value in headers.items()}
    for name in HEADERS:
        domain = lowered.get(f"{name}-Processor-Domain".lower(), "")
        text = lowered.get(f"{name}-Signature".lower(), "")
        if domain and text:
            try:
                return domain.strip(), base64.b64decode(text.strip(), validate=True)
            except (binascii.Error, ValueError) as error:
                raise NotSigned from error
    raise NotSigned


def _same(told: dict[str, Any], ref: UUID) -> None:
    if text_in(told, "subject_request_id").lower() != str(ref):
        raise Misbehaved


def _reply(store: StoreMap, told: dict[str, Any]) -> Reply:
    said = STATUSES.get(text_in(told, "request_status"))
    if said is None:
        raise Misbehaved
    if said == "refused":
        return Reply("refused", "declined")
    if said == "asked":
        return Reply("asked", expected_at=_moment(told))
    count = told.get("results_count")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool)):
        raise Misbehaved
    if count == 0:
        return Reply("nothing_held")
    address = text_in(told, "results_url")
    if address and not belongs(store, address):
        raise Misbehaved
    return Reply("completed", results_url=address)


def _moment(told: dict[str, Any]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text_in(told, "expected_completion_time"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
