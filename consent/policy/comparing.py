"""Compare two texts word by word, as a reader reads them. Pure.

Each text becomes blocks (a heading, a paragraph, an entry of a list, a row of a table) of words. Blocks
that are the same in both hold the comparison together; between two of them the blocks that are most alike
are paired, and words are compared inside a pair. The equal and the inserted words of a comparison make the
new text, the equal and the deleted ones the old one. How long it takes is bounded: stretches too long to
compare closely are shown as taken out and put in.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from markdown_it.tree import SyntaxTreeNode

from consent.policy.rendering import parse, words_of

Kind = Literal["heading", "paragraph", "entry", "row", "code", "rule"]
Change = Literal["same", "inserted", "deleted"]
ALIKE = 0.35
"""How much of two blocks must be the same words for them to be versions of one block."""
MOST_PAIRS = 100_000
"""Pairs of blocks looked at between two blocks that are the same."""
MOST_WORD_PAIRS = 4_000_000
"""Pairs of words looked at within one pair of blocks."""


@dataclass(frozen=True)
class Block:
    """One block of a text: what it is and its words."""

    kind: Kind
    words: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """Words of one block that share their fate."""

    change: Change
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the words as they are read."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Compared:
    """One block of the comparison; of a kind in the old text, of a kind in the new one, or in both."""

    kind: Kind
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Return whether anything in it differs."""
        return any(piece.change != "same" for piece in self.pieces)


def blocks(text: str) -> list[Block]:
    """Return the blocks of a Markdown text."""
    return [block for block in _blocks(SyntaxTreeNode(parse(text)), "paragraph") if block.words]


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[Compared]:
    """Return the comparison of two texts, in the order in which it is read."""
    found: list[Compared] = []
    for change, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            found += [Compared(block.kind, (Piece("same", block.words),)) for block in old[i1:i2]]
        else:
            found += _between(old[i1:i2], new[j1:j2])
    return found


def count(compared: Sequence[Compared], change: Change) -> int:
    """Return how many words have this fate."""
    return sum(len(piece.words) for one in compared for piece in one.pieces if piece.change == change)


def _blocks(node: SyntaxTreeNode, kind: Kind) -> Iterator[Block]:
    for child in node.children:
        if child.type == "heading":
            yield Block("heading", _split(words_of(child.children[0].children)))
        elif child.type == "paragraph":
            yield Block(kind, _split(words_of(child.children[0].children)))
        elif child.type == "tr":
            cells = [words_of(cell.children[0].children) if cell.children else "" for cell in child.children]
            yield Block("row", _split(" | ".join(cells)))
        elif child.type in ("fence", "code_block"):
            yield Block("code", _split(child.content))
        elif child.type == "hr":
            yield Block("rule", ("—",))
        elif child.children:
            yield from _blocks(child, "entry" if child.type == "list_item" else kind)


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


def _between(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Compared]:
    """Yield the comparison of two stretches that share no block, pairing what is alike."""
    i = j = 0
    for left, right in [*_pairs(old, new), (len(old), len(new))]:
        for block in old[i:left]:
            yield Compared(block.kind, (Piece("deleted", block.words),))
        for block in new[j:right]:
            yield Compared(block.kind, (Piece("inserted", block.words),))
        if left < len(old):
            yield Compared(new[right].kind, tuple(_words(old[left].words, new[right].words)))
        i, j = left + 1, right + 1


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    """Return which blocks belong together: the pairs in order whose likeness adds up to the most."""
    if not old or not new or len(old) * len(new) > MOST_PAIRS:
        return []
    left, right = _counted(old), _counted(new)
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike: dict[tuple[int, int], float] = {}
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            score = _likeness(left[i], right[j]) if old[i].kind == new[j].kind else 0.0
            paired = 0.0
            if score >= ALIKE:
                alike[i, j] = score
                paired = score + best[i + 1][j + 1]
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if (i, j) in alike and best[i][j] == alike[i, j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _counted(some: Sequence[Block]) -> list[Counter[str]]:
    """Return how often each word stands in each block; capital letters do not make a block another one."""
    return [Counter(word.casefold() for word in block.words) for block in some]


def _likeness(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    shorter = min(left.total(), right.total())
    if 2 * shorter < ALIKE * total:
        return 0.0
    return 2 * sum(min(number, right[word]) for word, number in left.items() if word in right) / total


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) > MOST_WORD_PAIRS:
        yield Piece("deleted", tuple(old))
        yield Piece("inserted", tuple(new))
        return
    for change, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            yield Piece("same", tuple(old[i1:i2]))
            continue
        if i2 > i1:
            yield Piece("deleted", tuple(old[i1:i2]))
        if j2 > j1:
            yield Piece("inserted", tuple(new[j1:j2]))
