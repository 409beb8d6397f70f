"""From Markdown to a page: nothing in it runs, headings are places, tables come from the data map."""

import re
from typing import Any

import pytest

from accounts.datamap.current import current
from accounts.datamap.history import as_data
from consent.policy.filling import fill
from consent.policy.rendering import first_heading, headings, to_html
from consent.policy.tables import TABLES, california, cookies


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](JaVaScRiPt&#58;alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "[here](vbscript:x)",
        "<a href='https://x.example' onclick='alert(1)'>x</a>",
        "<style>*{}</style>",
        "<iframe src='https://x.example'></iframe>",
        "![picture](https://x.example/beacon.png)",
        "| <script>alert(1)</script> |\n| --- |\n| <svg onload=alert(1)> |",
        "# <script>alert(1)</script>",
    ],
)
def test_nothing_runs(attack: str) -> None:
    html = to_html(f"Before\n\n{attack}\n\nafter").lower()
    assert "before" in html
    assert "after" in html
    for wrong in (
        "<script",
        "<img",
        "<style",
        "<iframe",
        "<svg",
        'href="javascript',
        'href="data',
        'href="vb',
        "<a href='",
    ):
        assert wrong not in html
    for element in re.findall(r"<[^>]*>", html):
        assert not re.search(r"\son\w+=", element), element


def test_what_a_policy_needs_stays() -> None:
    html = to_html(
        "*soft* **strong** `code` [a](https://x.example/) <mail@x.example>\n\n1. one\n2. two\n\n> said"
    )
    for part in (
        "<em>soft</em>",
        "<strong>strong</strong>",
        'href="https://x.example/"',
        'href="mailto:mail@x.example"',
        "<ol>",
        "<blockquote>",
    ):
        assert part in html


def test_headings_are_places_that_stay_and_no_level_is_skipped() -> None:
    html = to_html("# Title\n\n# What we keep\n\n#### Names\n\n# What we keep\n\n# Über uns\n", title="title")
    assert [(h.anchor, h.words) for h in headings(html)] == [
        ("what-we-keep", "What we keep"),
        ("what-we-keep-2", "What we keep"),
        ("über-uns", "Über uns"),
    ]
    assert '<h3 id="names">Names</h3>' in html
    assert "Title" not in html
    assert to_html("# What we keep\n\n# Title\n", title="Title").count("<h2") == 2
    assert first_heading("Some words\n\n## *The* heading\n") == "The heading"


def test_a_table_reads_as_cards_and_as_a_table() -> None:
    html = to_html("| Name | Why |\n| --- | --- |\n| *a* | b |")
    assert '<th role="rowheader" scope="row"><span><em>a</em></span></th>' in html.replace("\n", "")
    assert '<td role="cell" data-label="Why"><span>b</span></td>' in html.replace("\n", "")


@pytest.mark.promise("P04", "P09")
def test_every_table_is_filled_from_the_map() -> None:
    datamap = as_data(current())
    source = "\n\n".join(f"[[table: {name}]]" for name in TABLES)
    html = to_html(fill(source, datamap))
    assert html.count("<table") == len(TABLES)
    for section in ("categories", "purposes", "recipients", "retention", "cookies", "topics", "sources"):
        assert datamap[section]
        for one in datamap[section].values():
            assert one["name"].replace("&", "&amp;") in html
    assert "a legitimate interest of the company" in html
    assert "Not held by us, but by" in html
    first, *_others, last = re.findall(
        r"<strong>(.*?)</strong>", to_html(fill("[[table: categories]]", datamap))
    )
    assert (first, last) == ("Your profile:", "Proof of what was done:")


def test_words_of_the_map_mean_nothing_in_markdown() -> None:
    datamap = as_data(current())
    datamap["organisation"]["name"] = "A | B *c* [d](https://x.example) <b>"
    html = to_html(fill("We are [[organisation.name]].\n\n[[ organisation.privacy_email ]]", datamap))
    assert "We are A | B *c* [d](https://x.example) &lt;b&gt;." in html
    datamap["sources"] = {"x": {"name": "A | B\n# no", "kind": "person"}}
    assert "<span>A | B # no</span>" in to_html(fill("[[table: sources]]", datamap))


@pytest.mark.promise("P24")
def test_californias_table_remembers_what_was_collected_in_the_year_before() -> None:
    now = as_data(current())
    before = as_data(current())
    before["categories"]["voices"] = {
        "name": "Voices", "held": True, "ccpa": ["E"], "recipients": ["hosting"], "held_by": "",
    }  # fmt: skip
    (letter,) = [row for row in california(now)[1] if row[0][0] == "E"]
    assert letter[1:] == ("Not collected", "Not disclosed")
    (letter,) = [row for row in california(now, [before])[1] if row[0][0] == "E"]
    assert letter[1:] == ("Voices", now["recipients"]["hosting"]["name"])
    assert len(california(now)[1]) == 12
    assert "Voices" in fill("[[table: california]]", now, [before])


@pytest.mark.promise("P19")
def test_the_policy_names_cookies_as_browsers_show_them(settings: Any) -> None:
    """As the register of cookies does: who looks into their browser finds the names they read here."""
    settings.SESSION_COOKIE_NAME = "__Host-session"
    names = [row[0] for row in cookies(as_data(current()))[1]]
    assert "__Host-session" in names
    assert "session" not in names
