"""Walk through the form for agents with Django's test client, with small documents that are what they say."""

import re
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dsr.models import DataSubjectRequest
from tests.dsr.form import HERE, hidden

AGENT = "desk@agents.example"
WORDS = b"I, Tom, let the agent ask for me."


def pdf(words: bytes = WORDS) -> bytes:
    """Return a small PDF file."""
    return b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n% " + words + b"\nstartxref\n9\n%%EOF\n"


def png(more: bytes = b"") -> bytes:
    """Return a PNG picture of one dot."""
    parts = [
        (b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    chunks = [struct.pack(">L", len(d)) + k + d + struct.pack(">L", zlib.crc32(k + d)) for k, d in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + more


def jpeg() -> bytes:
    """Return the frame of a JPEG picture."""
    return b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x02picture\xff\xd9"


def upload(data: bytes, name: str = "permission.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    """Return the file as a browser would send it."""
    return SimpleUploadedFile(name, data, kind)


def post(client: Client, answer: Any, **given: Any) -> Any:
    """Post the page's form with what is given."""
    return client.post(reverse("dsr:agent_file"), {**hidden(answer), **given}, **HERE)


def to_review(
    client: Client,
    *,
    right: str,
    email: str,
    kind: str = "permission",
    agent: str = AGENT,
    own: str = "case 7",
) -> Any:
    """Answer every question and return the page for a last look."""
    answer = post(client, client.get(reverse("dsr:agent_file")), right=right)
    if right == "rectification":
        answer = post(client, answer, details="The birthday is wrong.")
    answer = post(client, answer, person_name="Tom", person_email=email, california="on")
    answer = post(
        client, answer, agent_kind="business", agent_name="Ask Ltd", agent_email=agent, own_reference=own
    )
    return post(client, answer, mandate_kind=kind, signed_on="2026-11-01")


def file(client: Client, *, document: bytes | None = None, **given: str) -> Any:
    """Send a request through all pages and return the page that follows."""
    answer = post(
        client, to_review(client, **given), document=upload(pdf() if document is None else document)
    )
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url)


def latest() -> DataSubjectRequest:
    """Return the newest request."""
    return DataSubjectRequest.objects.select_related("subject", "mandate__agent__subject").latest("pk")


def link_in(message: Any, part: str) -> str:
    """Return the path of the link in a mail that has this part."""
    found = re.search(rf"https?://[^/\s]+(\S*{part}\S*)", message.body)
    assert found, message.body
    return found.group(1)


def answer(client: Client, path: str, do: str, **given: str) -> Any:
    """Open a mailed page and press one of its buttons."""
    page = client.get(path)
    assert page.status_code == 200, path
    return client.post(path, {"token": page.context["token"], "do": do, **given}, **HERE)


def confirmed(client: Client, person: Any, outbox: Any, **given: str) -> DataSubjectRequest:
    """Return a request under a signed permission that the person has confirmed."""
    file(client, email=person.email, **given)
    assert answer(client, link_in(outbox.to(person.email)[-1], "/agents/confirm/"), "yes").status_code == 302
    return latest()
