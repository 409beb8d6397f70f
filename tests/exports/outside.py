"""A data map with stores outside, one of them running, and questions to them."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import DataSubject
from exports.actions.questions import ask_store
from exports.models import StoreTask
from exports.outside.stores import callback_url, find
from tests.exports.processor import DOMAIN, Processor, authority, running

OWNER = "ada@odd.example"
TOP = """
format: 1
organisation: {name: Odd Shop, address: [1 Side Street], country: US, privacy_email: privacy@odd.example}
sources: {you: {name: You, kind: person}}
purposes:
  shop: {name: Run the shop, description: Sell and deliver., lawful_basis: contract}
  ads: {name: Show ads, description: Show ads elsewhere., lawful_basis: consent, sells_or_shares: true}
recipients:
  carrier: {name: Carrier Inc., kind: third_party, country: US, safeguard: Standard contractual clauses, receives: Names and addresses}
retention:
  shop-life: {name: While the account is open, period: P14D, after: account_closed, basis: contract, reason: It belongs to the account.}
categories:
  parcels: {name: Your parcels, description: What was sent to you., sources: [you], purposes: [shop], recipients: [carrier], retention: shop-life, ccpa: [D]}
"""
CELLAR = f"""
  cellar:
    kind: manual
    name: The cellar
    owner: Ada
    email: {OWNER}
    instructions: Look through the blue folders, then through the red ones.
    due: P10D
    remind: P3D
    recipient: carrier
    categories: [parcels]
"""


def opendsr_store(processor: Processor, *, pinned: str = "", answers: str = "access, erase") -> str:
    """Return the store of an OpenDSR processor, whose authority the map names."""
    pem = (pinned or authority().pem).strip().replace("\n", "\n      ")
    return f"""
  parcels:
    kind: http
    name: The carrier
    protocol: opendsr
    url: {processor.url}
    domain: {DOMAIN}
    certificate: |
      {pem}
    identities: {{email: sha256, platform_id: raw}}
    answers: [{answers}]
    deadline: P7D
    recipient: carrier
    categories: [parcels]
"""


def webhook_store(
    url: str,
    *,
    answers: str = "access, erase, rectify, suspend, resume, opt_out, opt_in",
    identities: str = "email: raw",
) -> str:
    """Return the store of a service that is asked by a signed webhook."""
    return f"""
  sales:
    kind: http
    name: The sales desk
    protocol: webhook
    url: {url}
    identities: {{{identities}}}
    answers: [{answers}]
    deadline: P5D
    recipient: carrier
    categories: [parcels]
"""


def map_with(*stores: str) -> str:
    """Return a whole map with these stores."""
    return f"{TOP}\nstores:\n{''.join(stores)}"


def asked(
    subject: DataSubject,
    store: str,
    verb: str = "erase",
    *,
    request_ref: uuid.UUID | None = None,
    **options: Any,
) -> StoreTask:
    """Ask a store of the map in force, in a new request unless one is named."""
    found = find(store)
    assert found is not None
    return ask_store(
        subject, store=found, verb=verb, actor=SYSTEM, request_ref=request_ref or uuid.uuid4(), **options
    )


def now_as(task: StoreTask) -> StoreTask:
    """Return the question as the database has it."""
    return StoreTask.objects.select_related("subject").get(pk=task.pk)


def call_back(client: Client, store: str, body: bytes, headers: dict[str, str]) -> Any:
    """Send a callback to the portal's door and return its answer."""
    return client.post(
        reverse("exports:store_callback", args=[store]),
        body,
        content_type="application/json",
        headers=headers,
    )


def own_url(store: str) -> str:
    """Return the callback's address, as the store was given it."""
    return callback_url(store)


@pytest.fixture
def processor(settings: Any, use_map: Any) -> Iterator[Processor]:
    """Run an OpenDSR processor that the portal may call, and put a map in force that names it."""
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    settings.STORE_SECRETS = {"parcels": "let-us-in"}
    cache.clear()
    with running(Processor()) as one:
        use_map(map_with(opendsr_store(one)))
        yield one
