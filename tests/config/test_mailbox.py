"""The trial's mailbox: what the portal sends can be read on a page."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from config.mailbox.transport import EmailBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(settings: Any, tmp_path: Path) -> None:
    """Put one mail to Maya and one to Tom into files, as the mail ledger's transport does."""
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    for name in ("maya", "tom"):
        message = mail.EmailMultiAlternatives(
            f"For {name}", "See http://testserver/x", to=[f"{name}@example.org"]
        )
        message.attach_alternative("<p>Grüße</p>", "text/html")
        assert EmailBackend().send_messages([message]) == 1


def test_mail_is_listed_newest_first(sent: None, client: Client) -> None:
    page = client.get("/trial/mailbox").content.decode()
    assert page.index("For tom") < page.index("For maya")


def test_a_full_mailbox_is_turned_page_by_page(sent: None, client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("config.mailbox.views.PER_PAGE", 1)
    first, second = (client.get("/trial/mailbox", {"page": n}).content.decode() for n in (1, 2))
    assert "2 mails, newest first" in first
    assert ("For tom" in first, "For maya" in first) == (True, False)
    assert ("For tom" in second, "For maya" in second) == (False, True)


def test_mail_to_one_address(sent: None, client: Client) -> None:
    page = client.get("/trial/mailbox", {"to": "MAYA@example.org"}).content.decode()
    assert "For maya" in page
    assert "For tom" not in page


def test_a_letter_is_read_as_text_and_as_html(sent: None, client: Client) -> None:
    """Links can be followed; the HTML form allows styles of its own and nothing else."""
    page = client.get("/trial/mailbox").content.decode()
    address = page.split('href="/trial/mailbox/')[1].split('"')[0]
    letter = client.get(f"/trial/mailbox/{address}").content.decode()
    assert '<a href="http://testserver/x"' in letter
    html = client.get(f"/trial/mailbox/{address}/html")
    assert "Grüße" in html.content.decode()
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("name", ["20260101T000000000000-00000000", "..%2f..%2fsecrets", "x"])
def test_other_files_are_not_letters(sent: None, client: Client, name: str) -> None:
    assert client.get(f"/trial/mailbox/{name}").status_code == 404


def test_an_empty_mailbox_says_so(settings: Any, tmp_path: Path, client: Client) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "none"
    assert "Nothing has been sent yet." in client.get("/trial/mailbox").content.decode()
