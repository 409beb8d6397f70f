"""Texts and moments as other services read them: HTML that cannot run, and moments with their zone. Pure."""

import re
from datetime import UTC, datetime
from html import escape

import nh3
from markdown_it import MarkdownIt

SCHEMES = {"http", "https", "mailto"}


def as_html(text: str, form: str) -> str:
    """Return the text as HTML without anything that runs or loads a program."""
    if form == "text":
        paragraphs = (part for part in re.split(r"\n\s*\n", text) if part.strip())
        return "\n".join(f"<p>{escape(part.strip()).replace(chr(10), '<br>')}</p>" for part in paragraphs)
    if form == "markdown":
        text = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return nh3.clean(text, url_schemes=SCHEMES)


def as_moment(text: str) -> str:
    """Return the moment as xsd:dateTime with a zone, UTC where none was said; nothing where the text is no moment."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
