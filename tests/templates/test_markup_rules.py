"""Keep templates and style sheets inside the content security policy: nothing inline, nobody else's server."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted((ROOT / "config/static/candor").rglob("*.css"))

INLINE = {
    "style attribute": r"<[^>]*\sstyle\s*=",
    "event attribute": r"<[^>]*\son[a-z]+\s*=",
    "style element": r"<style\b",
    "inline script": r"<script\b(?![^>]*\b(?:src=|type=\"application/json\"))",
    "script address": r"javascript:",
}
ELSEWHERE = r"(?:src|href|action|poster|data)\s*=\s*[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import"


def inline_code(text: str) -> list[str]:
    """Return the kinds of inline code found in a template."""
    return [name for name, pattern in INLINE.items() if re.search(pattern, text, re.IGNORECASE)]


def is_mail(path: Path) -> bool:
    """Tell mail templates, which no policy covers and which need their style sheet inside."""
    return "email" in path.relative_to(ROOT / "templates").parts


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_inline(path: Path) -> None:
    if is_mail(path):
        assert "script" not in " ".join(inline_code(path.read_text()))
    else:
        assert inline_code(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_asks_nobody_else(path: Path) -> None:
    assert not re.search(ELSEWHERE, path.read_text())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_asks_nobody_else(path: Path) -> None:
    assert not re.search(ELSEWHERE, path.read_text())


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_only_tokens_and_paper_know_colours(path: Path) -> None:
    if path.name in {"tokens.css", "print.css"}:
        return
    found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", path.read_text())) - {"#ffffff"}
    assert not found


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color: red">',
        '<a href="/" onclick="go()">',
        "<style>p { }</style>",
        "<script>go()</script>",
        '<a href="javascript:go()">',
    ],
)
def test_the_inline_guard_bites(bad: str) -> None:
    assert len(inline_code(bad)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        '<script src="https://cdn.example/x.js">',
        '<img src="//cdn.example/x.png">',
        "a { background: url(https://cdn.example/x.png) }",
        '@import "https://cdn.example/x.css";',
    ],
)
def test_the_elsewhere_guard_bites(bad: str) -> None:
    assert re.search(ELSEWHERE, bad)


def test_there_is_something_to_guard() -> None:
    assert len(TEMPLATES) > 30
    assert len(SHEETS) >= 5
