"""Check that every pair of colours the portal puts together can be read, in both schemes."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "config/static/candor/css/tokens.css"
TONES = ("info", "success", "warning", "urgent", "neutral")

# WCAG 2.2: 4.5 for text (1.4.3), 3 for what a control or a state is told by (1.4.11).
TEXT_PAIRS = [
    *[
        (ink, ground)
        for ink in ("ink", "ink-soft", "link", "link-hover", "link-visited")
        for ground in ("paper", "surface")
    ],
    ("ink", "surface-strong"),
    ("ink-soft", "surface-strong"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
    ("brand", "paper"),
    ("brand-strong", "info-tint"),
    ("ink", "info-tint"),
    ("urgent-ink", "paper"),
    *[(f"{tone}-ink", f"{tone}-tint") for tone in TONES],
]
SHAPE_PAIRS = [
    ("line-strong", "paper"),
    ("line-strong", "surface"),
    ("brand", "surface-strong"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("focus", "focus-halo"),
    ("accent", "paper"),
    ("accent", "surface"),
    *[(f"{tone}-edge", "paper") for tone in TONES],
    *[(f"{tone}-edge", f"{tone}-tint") for tone in TONES],
]


def read_schemes(css: str) -> dict[str, dict[str, str]]:
    """Return the hexadecimal tokens of the light and of the dark scheme."""
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    found = {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", text))
        for name, text in (("light", light), ("dark", dark))
    }
    return {"light": found["light"], "dark": found["light"] | found["dark"]}


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` as WCAG defines it."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, between 1 and 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


SCHEMES = read_schemes(TOKENS.read_text())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(scheme: str, shape: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[shape], colours[ground]) >= 3


def test_the_dark_scheme_changes_every_colour() -> None:
    css = TOKENS.read_text()
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    names = [set(re.findall(r"--([\w-]+): #", part)) for part in (light, dark)]
    assert names[0] == names[1]


def test_the_measure_itself_is_right() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")
