"""The comparison of two published versions, kept in the cache: neither text can change."""

from dataclasses import dataclass

from django.core.cache import cache

from consent.models import PolicyDraft, PolicyVersion
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
        kept = _compare(old.text, new.text)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def compared_with(draft: PolicyDraft, text: str) -> Comparison | None:
    """Return what a draft's text changes against the version it would replace, or None when it replaces none."""
    replaced = PolicyVersion.objects.applying_on(draft.effective_on).first()
    return _compare(replaced.text, text) if replaced else None


def _compare(old: str, new: str) -> Comparison:
    found = compare(blocks(old), blocks(new))
    return Comparison(tuple(found), *(count(found, change) for change in ("inserted", "deleted", "same")))
