"""The comparison of two published versions, kept in the cache: neither text can change."""

from dataclasses import dataclass

from django.core.cache import cache

from consent.models import PolicyVersion
from consent.policy.comparing import Compared, blocks, compare, count

FORM = 1
"""Raised when a comparison is made in another way, so that older ones in the cache are not shown."""
KEPT_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True)
class Comparison:
    """What differs, and how many words came and went."""

    blocks: tuple[Compared, ...]
    inserted: int
    deleted: int
    same: int


def comparison_of(old: PolicyVersion, new: PolicyVersion) -> Comparison:
    """Return the comparison of two versions from the cache, or make it."""
    key = f"policy-comparison:{FORM}:{old.digest}:{new.digest}"
    kept: Comparison | None = cache.get(key)
    if kept is None:
        found = compare(blocks(old.text), blocks(new.text))
        kept = Comparison(tuple(found), *(count(found, change) for change in ("inserted", "deleted", "same")))
        cache.set(key, kept, KEPT_SECONDS)
    return kept
