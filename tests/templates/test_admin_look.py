"""Draw the staff admin in the portal's colours, with what is due on its first page."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.templates.test_contrast import TOKENS

SHEET = TOKENS.with_name("admin.css")
DUE = [
    {"title": "Requests overdue", "count": 2, "url": "/staff/overdue/", "tone": "urgent"},
    {"title": "Failed jobs", "count": 0, "url": "/staff/failed/", "tone": "urgent"},
]


def start_page(**context: Any) -> str:
    """Return the admin's first page as its template draws it."""
    request = RequestFactory().get("/staff/")
    request.user = AnonymousUser()
    return render_to_string(
        "admin/index.html", {"app_list": [], "log_entries": LogEntry.objects.none(), **context}, request
    )


@pytest.fixture
def page(db: None) -> str:
    return start_page(due=DUE)


def test_the_first_page_counts_what_is_due(page: str) -> None:
    assert '<span class="due__count">2</span>' in page
    assert '<a href="/staff/overdue/">Requests overdue</a>' in page


def test_only_what_is_waiting_has_a_tone(page: str) -> None:
    assert page.count("due__item--urgent") == 1
    assert page.count("due__item--neutral") == 1


def test_an_empty_desk_says_so(db: None) -> None:
    assert "Nothing is waiting for you." in start_page()


def test_the_admin_reads_the_same_tokens_and_no_theme_script(page: str) -> None:
    assert "candor/css/tokens.css" in page
    assert page.index("admin/css/base.css") < page.index("candor/css/admin.css")
    assert "theme.js" not in page
    assert "dark_mode.css" not in page


def test_every_variable_of_the_admin_sheet_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS.read_text() + SHEET.read_text()))
    used = set(re.findall(r"var\((--[\w-]+)\)", SHEET.read_text()))
    assert used <= known


@pytest.mark.parametrize("sheet", sorted(TOKENS.parent.glob("*.css")), ids=lambda path: path.name)
def test_no_sheet_uses_a_token_that_does_not_exist(sheet: Path) -> None:
    known = set(re.findall(r"(--[\w-]+):", TOKENS.read_text() + sheet.read_text()))
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text())) <= known
