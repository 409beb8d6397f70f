"""Values on the pages and in the tables of a copy: said as a person reads them, and exact to the last digit."""

import csv
import io
import json

import pytest

from exports.building.pages import turning
from exports.building.rows import Document, Number, read_row
from exports.building.sheets import GUARD, RUN, cell
from exports.building.words import in_words, laid_out


def timed(exact: str, words: str) -> str:
    """Return words that have the exact moment beside them."""
    return f'<time datetime="{exact}" title="{exact}">{words}</time>'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            "2026-11-21T07:56:03.129177+00:00",
            timed("2026-11-21T07:56:03.129177+00:00", "21 November 2026, 07:56:03 (UTC)"),
        ),
        (
            "2026-11-21T01:30:00+02:00",
            timed("2026-11-21T01:30:00+02:00", "20 November 2026, 23:30:00 (UTC)"),
        ),
        ("1993-02-02", timed("1993-02-02", "2 February 1993")),
        ("2026-13-40", "2026-13-40"),
        ("Born 1993-02-02", "Born 1993-02-02"),
        ("2026-11-21T07:56:03", "2026-11-21T07:56:03"),
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#x27;"),
        (True, "yes"),
        (Number("5.00"), "5.00"),
        (Document('["2026-11-21","<i>", "\\u00e9"]'), "2026-11-21\n&lt;i&gt;\né"),
        (Document('["a",1]'), "[\n &quot;a&quot;,\n 1\n]"),
    ],
)
def test_days_and_moments_are_written_out(value: object, words: str) -> None:
    assert in_words(value) == words


def test_a_row_is_read_as_it_is_written() -> None:
    line = (
        b'{"a" : "x, \\"y\\" {", "price":7.50,"large":123456789012345678901234567890, "huge":1e999, "no":null,'
        b'"yes":true,"n":-3, "doc":{"b":1.10,"b":["]\\"",{}]}, "half":"\\ud800","umlaut":"\xc3\xa4"}'
    )
    row = read_row(line)
    assert row == {
        "a": 'x, "y" {',
        "price": "7.50",
        "large": "123456789012345678901234567890",
        "huge": "1e999",
        "no": None,
        "yes": True,
        "n": "-3",
        "doc": '{"b":1.10,"b":["]\\"",{}]}',
        "half": "\ud800",
        "umlaut": "ä",
    }
    assert isinstance(row["price"], Number)
    assert isinstance(row["doc"], Document)
    assert read_row(b'{"n":7,"s":"7","b":false}') == {"n": 7, "s": "7", "b": False}


@pytest.mark.parametrize("document", ['{"a":[1.10,{"b":[]},"\\"}"],"c":{}}', "[]", '{"\\u00e9":null}'])
def test_what_is_nested_stays_the_same_when_it_is_laid_out(document: str) -> None:
    assert json.loads(laid_out(document)) == json.loads(document)
    assert "\\u00e9" not in laid_out(document)


def test_however_deep_it_is_laid_out() -> None:
    assert laid_out("[" * 5000 + "7" + "]" * 5000).count("\n") == 10_000


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-x", "@me", "\ta", "\rb", "\nc", "\uff1d1", "'tis", 'say "a,b"', "", "ä\r\n,"]
)
def test_no_text_is_run_as_a_formula_and_each_comes_back(text: str) -> None:
    ((read,),) = csv.reader(io.StringIO(cell(text) + "\r\n", newline=""))
    assert not read.startswith(RUN)
    assert read.removeprefix(GUARD) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, ""), ("", '""'), (True, "true"), (-5, "-5"), (Number("-7.50"), "-7.50"), (Document('{"a":"b"}'), '"{""a"":""b""}"')],
)  # fmt: skip
def test_other_values_are_told_apart_from_text(value: object, written: str) -> None:
    assert cell(value) == written


def test_a_list_of_many_pages_leads_to_the_near_ones_and_both_ends() -> None:
    assert [n for n, _ in turning("shop/Order", 1, 3)] == [1, 2, 3]
    assert [n for n, _ in turning("shop/Order", 50, 90)] == [1, 0, 48, 49, 50, 51, 52, 0, 90]
    assert turning("shop/Order", 2000, 2000)[-1] == (2000, "Order-2000.html")
    assert len(turning("shop/Order", 1000, 2000)) == 9
