"""Bring text to plain small letters."""

import re
import unicodedata

PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"}
)
"""Letters that do not come apart into a plain one and its mark."""
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How people write these letters on a keyboard that has none of them."""
SILENT = re.compile("['\u2019\u02bc`\u00b4.]")
"""Signs inside a word: O'Brien is OBrien, and J.R. is JR."""


def folded(text: str) -> str:
    """Return the text in small letters without accents; signs inside words are gone, others are blanks."""
    return _words(unicodedata.normalize("NFKC", text).casefold())


def spelled_out(text: str) -> str:
    """Return the text folded with ü as ue and the like, as those write it whose keyboard has no ü."""
    return _words(unicodedata.normalize("NFKC", text).casefold().translate(SPELLED_OUT))


def both_ways(text: str) -> set[str]:
    """Return the text folded and spelled out; one and the same for most."""
    return {form for form in (folded(text), spelled_out(text)) if form}


def _words(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(PLAIN)
    # Not every accent is a mark that stands alone: what is left composes again, as in Hangul.
    whole = unicodedata.normalize("NFC", SILENT.sub("", plain))
    return " ".join(re.sub(r"[\W_]+", " ", whole).split())
