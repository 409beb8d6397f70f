"""Names of people, in whatever order and with whatever case, accents and titles they are written."""

from accounts.matching.folding import both_ways

TITLES = frozenset("mr mrs ms miss mx dr prof sir dame herr frau hr fr mme mlle sr sra srta ing dipl".split())  # noqa: SIM905
"""Words that are not part of a name. Without them a doctor and a patient of one name are the same name, which they are."""
FEWEST = 2
"""Words that must be left for an initial to be left out."""


def name_forms(value: str) -> set[str]:
    """Return the words of a name in one order, so that family and given name may change places.

    A single letter stands for nothing: where two words are left without it, it may be missing on either
    side, and it is never completed. So "Maya J. Brandt" is "Maya Brandt", and "M. Brandt" is not.
    """
    forms = set()
    for text in both_ways(value):
        words = set(text.split()) - TITLES
        whole = {word for word in words if len(word) > 1 or not word.isascii()}
        forms.add(" ".join(sorted(words)))
        if len(whole) >= FEWEST:
            forms.add(" ".join(sorted(whole)))
    return forms - {""}
