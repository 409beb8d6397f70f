"""Words as they may stand in a text that is searched: as they are, or inside a JSON document somebody wrote."""

import json
from collections.abc import Iterable


def written_forms(words: Iterable[str]) -> list[str]:
    r"""Return each word (in lower case) and the ways JSON writes it: letters as `\u00e9`, a slash as `\/`."""
    forms = set()
    for word in words:
        for plain in (True, False):
            inside = json.dumps(word, ensure_ascii=plain)[1:-1].lower()
            forms |= {inside, inside.replace("/", "\\/")}
        forms.add(word)
    return sorted(forms)
