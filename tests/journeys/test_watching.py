"""What holds the journeys to their own site and to readable pages is seen to say no."""

from typing import Any

import pytest

PAGE = """<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>
<p style="{style}">Words to read</p>{more}</main></html>"""
ELSEWHERE = "http://elsewhere.example/picture.png"


def test_a_page_that_asks_somebody_else_is_noticed(scripted: Any) -> None:
    scripted.page.set_content(PAGE.format(style="", more=""))
    scripted.look("kept-to-itself")
    scripted.page.set_content(PAGE.format(style="", more=f'<img src="{ELSEWHERE}" alt="A picture">'))
    assert scripted.strays == [ELSEWHERE]
    assert scripted.page.evaluate("document.images[0].naturalWidth") == 0
    with pytest.raises(AssertionError):
        scripted.look("asked-elsewhere")


def test_colours_are_judged_where_they_come_to_rest(scripted: Any) -> None:
    moving = "color: #eee; background: #fff; animation: dark 300ms forwards"
    frames = "<style>@keyframes dark { to { color: #000 } }</style>"
    scripted.page.set_content(PAGE.format(style=moving, more=frames))
    scripted.look("comes-to-rest")
    scripted.page.set_content(PAGE.format(style="color: #eee; background: #fff", more=""))
    with pytest.raises(AssertionError, match="color-contrast"):
        scripted.look("cannot-be-read")
