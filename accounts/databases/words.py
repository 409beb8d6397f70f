"""Words of texts, the same for every server: what is searched for as somebody may have written it, and how people write no."""

import json
from collections.abc import Iterable

NO = ("false", "f", "no", "n", "off", "0", "0.0", "0.00", "")
"""What a mark says, in lower case, where something is not verified."""


def written_forms(words: Iterable[str]) -> list[str]:
    r"""Return each word (in lower case) and the ways JSON writes it: letters as `\u00e9`, a slash as `\/`."""
    forms = set()
    for word in words:
        for plain in (True, False):
            inside = json.dumps(word, ensure_ascii=plain)[1:-1].lower()
            forms |= {inside, inside.replace("/", "\\/")}
        forms.add(word)
    return sorted(forms)


def bytes_of(text: str) -> bytes | None:
    r"""Return the bytes of a key kept as hexadecimal after `\x`, or None for any other text."""
    if not text.startswith("\\x"):
        return None
    try:
        return bytes.fromhex(text[2:])
    except ValueError:
        return None
