"""What a stranger writes as a name comes into somebody's mailbox as a name, or not at all."""

from typing import Any

import pytest
from django.test import Client

from dsr.greeting import greeted_as


@pytest.mark.parametrize(
    "name", ["Maya Okafor", "J.R. O'Neill-Smith", "李小龍", "Dr. Huber", "Sinéad Ní Dhomhnaill, Jr."]
)
def test_a_name_is_taken_as_it_is(name: str) -> None:
    assert greeted_as(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Maya, open https://evil.example",
        "evil.example",
        "www.evil.test now",
        "write a@b.test",
        "//evil",
        "a\\b",
    ],
)
def test_what_leads_elsewhere_is_left_out(name: str) -> None:
    assert greeted_as(name) == ""


def test_it_is_one_line() -> None:
    assert greeted_as(" Maya\r\n\r\nYour account was closed.\t ") == "Maya Your account was closed."


@pytest.mark.usefixtures("frozen", "committed")
@pytest.mark.parametrize(
    ("name", "greeting"), [("Maya\r\nBcc: x", "Hello Maya Bcc: x,"), ("evil.example", "Hello,")]
)
def test_the_mail_with_the_code(client: Client, jobs: Any, outbox: Any, name: str, greeting: str) -> None:
    given = {"right": "access", "residence": "DE", "name": name, "email": "somebody@example.org"}
    assert client.post("/api/v1/intake", given, content_type="application/json").status_code == 202
    jobs.run()
    (letter,) = outbox.to("somebody@example.org")
    assert letter.body.startswith(greeting)
    assert greeting.rstrip(",") in letter.alternatives[0][0]
