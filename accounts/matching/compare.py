"""Compare claimed data points with held ones, with the same work whatever is claimed and whatever is held."""

import hashlib
import hmac
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping

from accounts.matching.points import POINTS

MOST_CLAIMED, MOST_HELD = 4, 32
"""Forms of one data point that are compared; a claim has one value, and what is held may have several."""


def agreeing(claimed: Mapping[str, Iterable[str]], held: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the data points of which a claimed form is held.

    Each point is compared, claimed or not, each of its places with each other, as digests of one length
    under a key made for this call: how long it takes tells nothing of what was found.
    """
    key = os.urandom(32)
    agree = set()
    for point in POINTS:
        ours = _digests(key, claimed.get(point, ()), MOST_CLAIMED, b"claimed")
        theirs = _digests(key, held.get(point, ()), MOST_HELD, b"held")
        same = [hmac.compare_digest(one, other) for one in ours for other in theirs]
        if any(same):
            agree.add(point)
    return frozenset(agree)


def holds(value: str, held: Iterable[str]) -> bool:
    """Return whether one of the held values is this one, apart from case, blanks and signs; always with the same comparisons."""
    key = os.urandom(32)
    (ours,) = _digests(key, [_plainly(value)], 1, b"claimed")
    theirs = _digests(key, [_plainly(one) for one in held], MOST_HELD, b"held")
    same = [hmac.compare_digest(ours, other) for other in theirs]
    return any(same)


def _plainly(value: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", value).casefold())


def _digests(key: bytes, forms: Iterable[str], most: int, side: bytes) -> list[bytes]:
    """Return `most` digests; those of empty places differ from every other on both sides."""
    messages = [b"form\x00" + form.encode() for form in list(forms)[:most]]
    messages += [b"empty\x00" + side + b"\x00%d" % place for place in range(len(messages), most)]
    return [hmac.digest(key, message, hashlib.sha256) for message in messages]
