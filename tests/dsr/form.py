"""Walk through the form without account with Django's test client."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

HERE = {"HTTP_ORIGIN": "http://testserver"}


def hidden(answer: Any) -> dict[str, str]:
    """Return the hidden inputs of the first form in the page's main part."""
    form = answer.content.decode().split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return dict(pairs)


def post(client: Client, answer: Any, path: str = "", **given: str) -> Any:
    """Post the page's form with what is given."""
    return client.post(path or reverse("dsr:ask"), {**hidden(answer), **given}, **HERE)


def to_review(client: Client, *, right: str, email: str, residence: str = "DE", details: str = "") -> Any:
    """Answer every question and return the page for a last look."""
    answer = client.get(reverse("dsr:ask"))
    answer = post(client, answer, who="self")
    answer = post(client, answer, right=right)
    if details:
        answer = post(client, answer, details=details)
    answer = post(client, answer, residence=residence)
    return post(client, answer, name="Maya", email=email)


def file(client: Client, **given: str) -> Any:
    """Send a request through all pages and return the page that follows."""
    answer = post(client, to_review(client, **given))
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url)


def code_in(message: Any) -> str:
    """Return the code in a mail."""
    found = re.search(r"^([2-9A-Z]{4}-[2-9A-Z]{4})$", message.body, re.MULTILINE)
    assert found, message.body
    return found.group(1)


def secret_in(message: Any) -> str:
    """Return the tracker secret in a mail."""
    found = re.search(r"(?:[2-9A-Z]{4}-){4}[2-9A-Z]{4}", message.body)
    assert found, message.body
    return found.group(0)
