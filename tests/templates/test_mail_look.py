"""Hold the mails to the house's colours, in both schemes; a mail cannot read tokens.css."""

import re
from pathlib import Path

import pytest

from tests.templates.test_contrast import SCHEMES, contrast

MAILS = Path(__file__).resolve().parents[2] / "templates/email"
COLOUR = r"#[0-9a-f]{6}\b"


def colours(text: str) -> set[str]:
    """Return the colours a mail template names."""
    return set(re.findall(COLOUR, text))


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.html")), ids=lambda path: path.name)
def test_mails_use_the_colours_of_the_house(path: Path) -> None:
    known = set(SCHEMES["light"].values()) | set(SCHEMES["dark"].values())
    assert colours(path.read_text()) <= known


def test_the_dark_mail_repeats_no_light_ink() -> None:
    light, dark = (MAILS / "base.html").read_text().split("@media (prefers-color-scheme: dark)")
    assert colours(light) <= set(SCHEMES["light"].values())
    assert colours(dark) <= set(SCHEMES["dark"].values())
    assert contrast(SCHEMES["dark"]["ink"], SCHEMES["dark"]["surface"]) >= 4.5


def test_the_guard_bites() -> None:
    assert not colours("p { color: #123456 }") <= set(SCHEMES["light"].values())
