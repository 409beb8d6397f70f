"""Make a page of Markdown: CommonMark with tables, no HTML from the writer, and nothing that could run. Pure.

Two walls stand between a text and a reader: the parser takes no raw HTML and refuses links that run, and
what it made is then cleaned down to a short list of elements.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

TAGS = {
    "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "hr", "br", "em", "strong", "a", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "span",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "table": {"class", "role"},
    "thead": {"role"},
    "tbody": {"role"},
    "tr": {"role"},
    "th": {"role", "scope"},
    "td": {"role", "data-label"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
SCHEMES = {"http", "https", "mailto", "tel"}
HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A place in the page to go to."""

    anchor: str
    words: str


def parse(text: str) -> list[Token]:
    """Return the tokens of a Markdown text."""
    return _parser().parse(text)


def to_html(text: str, *, title: str = "") -> str:
    """Return the text as HTML for the inside of a page that has its own `h1`.

    Headings begin at `h2` and carry stable ids made of their words. A first heading that only repeats
    the title is left out, because the page shows it already.
    """
    parser = _parser()
    tokens = _without_title(parser.parse(text), title)
    _place_headings(tokens)
    html = parser.renderer.render(list(_accessible_tables(tokens)), parser.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")


def headings(html: str) -> list[Heading]:
    """Return the headings of the highest level, for the table of contents."""
    return [Heading(anchor, plain(words)) for anchor, words in HEADING.findall(html)]


def plain(html: str) -> str:
    """Return the words of a piece of clean HTML, as HTML text without elements."""
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def first_heading(text: str) -> str:
    """Return the words of the text's first heading, or nothing."""
    tree = SyntaxTreeNode(parse(text))
    for node in tree.children:
        if node.type == "heading":
            return words_of(node.children[0].children)
    return ""


def words_of(nodes: Iterable[SyntaxTreeNode]) -> str:
    """Return what a reader reads of inline parts; an address that the words of its link do not show follows in brackets."""
    return " ".join("".join(_words(nodes)).split())


def _words(nodes: Iterable[SyntaxTreeNode]) -> Iterator[str]:
    for node in nodes:
        if node.type in ("softbreak", "hardbreak"):
            yield " "
        elif node.type == "link":
            inside = "".join(_words(node.children))
            address = str(node.attrs.get("href", ""))
            yield inside if _says(inside, address) else f"{inside} ({address})"
        elif node.children:
            yield from _words(node.children)
        else:
            yield node.content


def _says(words: str, address: str) -> bool:
    return address.startswith("#") or words.strip() in (address, address.removeprefix("mailto:"))


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _without_title(tokens: list[Token], title: str) -> list[Token]:
    if len(tokens) > 2 and tokens[0].type == "heading_open" and title:
        first = words_of(SyntaxTreeNode(tokens).children[0].children[0].children)
        if first.casefold() == " ".join(title.split()).casefold():
            return tokens[3:]
    return tokens


def _place_headings(tokens: list[Token]) -> None:
    """Shift levels so that the highest is 2 and none is skipped, and give each an id that no other has."""
    used: dict[str, int] = {}
    open_levels: list[int] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        token.tag = tokens[index + 2].tag = f"h{min(len(open_levels) + 1, 6)}"
        name = re.sub(r"\W+", "-", tokens[index + 1].content.casefold()).strip("-_")[:60] or "section"
        used[name] = used.get(name, 0) + 1
        token.attrs["id"] = name if used[name] == 1 else f"{name}-{used[name]}"


def _accessible_tables(tokens: list[Token]) -> Iterator[Token]:
    """Make tables of the house's kind: cards on narrow screens, each cell with its column's name, the first one a header."""
    columns: list[str] = []
    place = 0
    closing = "td"
    for index, token in enumerate(tokens):
        if token.type == "table_open":
            columns = []
            token.attrs = {"class": "table table--cards", "role": "table"}
        elif token.type in ("thead_open", "tbody_open"):
            token.attrs = {"role": "rowgroup"}
        elif token.type == "tr_open":
            token.attrs = {"role": "row"}
            place = 0
        elif token.type == "th_open":
            token.attrs = {"role": "columnheader", "scope": "col"}
            columns.append(words_of(SyntaxTreeNode([tokens[index + 1]]).children[0].children))
        elif token.type == "td_open":
            closing = "td" if place else "th"
            token.tag = closing
            token.attrs = (
                {"role": "cell", "data-label": columns[place]}
                if place
                else {"role": "rowheader", "scope": "row"}
            )
            place += 1
            yield token
            yield Token("span_open", "span", 1)
            continue
        elif token.type == "td_close":
            token.tag = closing
            yield Token("span_close", "span", -1)
        yield token
