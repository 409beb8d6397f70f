"""Render every component, every error page and both mail bases."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from config.style_guide import SampleForm, sample_context

MAIL_FRAME = sample_context() | {"mail_token": "signed", "mail_reference": "NUMB-ER22", "topic": None}
ROOT = Path(__file__).resolve().parents[2]
QUIET = {"messages.html", "trial_banner.html", "form.html"}  # silent without cause; drawn by str(form)
COMPONENTS = sorted({path.name for path in (ROOT / "templates/components").glob("*.html")} - QUIET)


def render(name: str, **more: object) -> str:
    """Return a template rendered with the made-up values of the style guide."""
    request = RequestFactory().get("/trial/style", {"topic": "all"})
    return render_to_string(name, sample_context() | more, request)


@pytest.fixture
def guide() -> str:
    return render("components/style_guide.html")


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_renders_alone(name: str) -> None:
    assert render(f"components/{name}", field=SampleForm()["email"], href="/").strip()


def test_paging_keeps_the_rest_of_the_address() -> None:
    page = render("components/pagination.html")
    assert 'href="?topic=all&amp;page=3"' in page
    assert 'href="?topic=all&amp;page=5"' in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_render_without_any_context(code: str) -> None:
    page = render_to_string(f"{code}.html")
    assert page.count("<h1>") == 1
    assert 'id="main"' in page


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    form = SampleForm({"email": "nonsense"})
    page = str(form)
    assert 'aria-describedby="id_email_helptext id_email_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_email_helptext"' in page
    assert 'id="id_email_error"' in page


def test_the_error_summary_links_to_the_controls() -> None:
    page = str(SampleForm({"email": "nonsense"}))
    assert 'class="error-summary"' in page
    assert 'href="#id_email"' in page
    assert 'href="#id_right_0"' in page
    assert 'id="id_right_0"' in page


def test_a_form_without_errors_has_no_summary() -> None:
    page = str(SampleForm())
    assert "Your e-mail address" in page
    assert "error-summary" not in page


def test_optional_fields_say_so() -> None:
    assert str(SampleForm()).count("field__optional") == 3


def test_the_page_names_the_organisation(guide: str) -> None:
    assert "Quire &amp; Leaf" in guide
    assert "2100 Copenhagen" in guide


@pytest.mark.parametrize("name", ["email/base.html", "email/base.txt"])
def test_mail_carries_address_and_reference(name: str) -> None:
    mail = render_to_string(name, MAIL_FRAME | {"reference": "K7QM-42RD"})
    for line in ("12 Harbour Street", "2100 Copenhagen", "privacy@quire.example", "K7QM-42RD", "NUMB-ER22"):
        assert line in mail


def test_plain_mail_is_not_escaped() -> None:
    assert "Quire & Leaf" in render_to_string("email/base.txt", MAIL_FRAME)
