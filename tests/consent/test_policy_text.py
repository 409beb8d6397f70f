"""From Markdown to a page: nothing in it runs, headings are places, tables come from the data map."""

import re
from typing import Any

import pytest

from accounts.datamap.current import current
from accounts.datamap.history import as_data
from consent.policy.filling import fill
from consent.policy.rendering import first_heading, headings, to_html
from consent.policy.tables import TABLES, cookies


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
        **before["categories"]["contact"], "name": "Voices", "ccpa": ["E"], "recipients": ["hosting"],
    }  # fmt: skip
    assert "Voices" not in fill("[[table: california]]", now)
    assert "Voices" in fill("[[table: california]]", now, [before])


@pytest.mark.promise("P10")
def test_the_policy_says_who_works_for_us_and_how_they_are_told() -> None:
    rows = {row[0]: row[1:] for row in TABLES["processors"](as_data(current()))[1]}
    what_for, checked, told = rows["Lantern Campaigns Ltd (invented)"]
    assert what_for == "Send news and offers"
    assert checked == "Under contract since 27 January 2025; last reviewed on 26 January 2026"
    assert told.startswith("It is handed a fresh list for each mailing")
    assert "Courts and authorities" not in rows


@pytest.mark.promise("P16")
def test_the_policy_says_where_data_goes_abroad_and_what_protects_it_there() -> None:
    rows = {row[1]: (row[0], row[3]) for row in TABLES["transfers"](as_data(current()))[1]}
    assert rows["Cumulus Hosting Inc. (invented)"] == ("US", "EU-US Data Privacy Framework")
    assert rows["Everybody who reads"][0] == "Everywhere"
    assert not {"Answerdesk GmbH (invented)", "Lantern Campaigns Ltd (invented)"} & set(rows)


@pytest.mark.promise("P14")
def test_the_policy_lists_what_was_released_about_many() -> None:
    going_on, over = TABLES["releases"](as_data(current()))[1]
    assert going_on[0][0] == "The reading year"
    assert going_on[1:] == (
        "Readers of our published statistics",
        (
            "Added up over many people",
            "Sums over all members; a number about fewer people than the threshold is left out.",
        ),
        "At least 50",
        "Since 15 January 2024",
    )
    assert over[-1] == "1 June 2023 to 31 December 2025"


@pytest.mark.promise("P09")
def test_the_policy_states_the_legitimate_interest_and_where_a_basis_differs() -> None:
    rows = {row[0]: row[2] for row in TABLES["purposes"](as_data(current()))[1]}
    assert rows["Keep the service safe"] == (
        "a legitimate interest of the company",
        "We and you are both harmed by fraud, spam and stolen accounts.",
    )
    assert rows["Measure visits and mail"][0] == (
        "your consent; in California: a legitimate interest of the company"
    )
    assert rows["Run your account"] == "needed for the contract with you"


def test_the_policy_says_how_long_in_words() -> None:
    rows = {row[0]: row[1] for row in TABLES["retention"](as_data(current()))[1]}
    assert rows["Ten years of books"] == "10 years after the transaction"
    assert rows["As long as others' words hang on it"] == "without end, with nothing personal left"


def test_the_policy_names_the_officer_other_contacts_and_representatives() -> None:
    rows = TABLES["contacts"](as_data(current()))[1]
    assert [row[0] for row in rows][1:4] == [
        "Privacy officer: Quill Marginalia (an invented person)",
        "Security reports",
        "Complaints: The complaints desk",
    ]
    assert rows[1][1:] == ("+1 555 0101", "privacy-officer@inkwell.example")
    assert "Switzerland" in rows[-1][1]


@pytest.mark.promise("P19")
def test_the_policy_names_cookies_as_browsers_show_them(settings: Any) -> None:
    """As the register of cookies does: who looks into their browser finds the names they read here."""
    settings.SESSION_COOKIE_NAME = "__Host-session"
    names = [row[0] for row in cookies(as_data(current()))[1]]
    assert "__Host-session" in names
    assert "session" not in names
