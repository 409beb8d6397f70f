"""The comparison: its parts make both texts again, what is alike stands together, and it ends in time."""

import random
from datetime import date

import pytest
from django.conf import settings

from consent.policy.comparing import Block, Compared, blocks, compare, count
from consent.policy.comparison import comparison_of
from tests.consent.policies import former

TEXTS = settings.BASE_DIR.parent / "shared" / "policies"
WORDS = [
    "we",
    "keep",
    "your",
    "name",
    "and",
    "address",
    "for",
    "a",
    "year,",
    "then",
    "they",
    "are",
    "deleted;",
    "nobody",
    "else",
    "receives",
    "them",
]


def side(compared: list[Compared], without: str) -> list[tuple[str, ...]]:
    """Return the words of each block, put together again without those that were put in or taken out."""
    made = [tuple(w for p in one.pieces if p.change != without for w in p.words) for one in compared]
    return [words for words in made if words]


def texts(seed: int) -> tuple[list[Block], list[Block]]:
    """Return a random text, and what became of it after some random changes."""
    chance = random.Random(seed)

    def block() -> Block:
        words = tuple(chance.choices(WORDS, k=chance.randint(1, 30)))
        return Block(chance.choice(["paragraph", "entry", "heading"]), words)

    old = [block() for _ in range(chance.randint(0, 25))]
    new = []
    for one in old:
        fate = chance.random()
        if fate < 0.2:
            continue
        words = list(one.words)
        for _ in range(chance.randint(0, 6) if fate > 0.5 else 0):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
        new.append(Block(one.kind, tuple(words)))
        if fate > 0.85:
            new.append(block())
    if chance.random() < 0.3:
        chance.shuffle(new)
    return old, new


@pytest.mark.promise("P02")
@pytest.mark.parametrize("seed", range(150))
def test_equal_and_inserted_words_make_the_new_text(seed: int) -> None:
    old, new = texts(seed)
    compared = compare(old, new)
    assert side(compared, "deleted") == [block.words for block in new]
    assert side(compared, "inserted") == [block.words for block in old]
    assert count(compared, "same") + count(compared, "deleted") == sum(len(block.words) for block in old)


def test_one_changed_word_is_one_changed_word() -> None:
    old = blocks("# A\n\nWe keep it for a year.\n\n* Name\n* Address\n")
    new = blocks("# A\n\nWe keep it for a month.\n\n* Name\n* Address\n* Age\n")
    compared = compare(old, new)
    assert [(one.kind, one.changed) for one in compared] == [
        ("heading", False), ("paragraph", True), ("entry", False), ("entry", False), ("entry", True),
    ]  # fmt: skip
    assert [(p.change, p.text) for p in compared[1].pieces] == [
        ("same", "We keep it for a"), ("deleted", "year."), ("inserted", "month."),
    ]  # fmt: skip
    assert count(compare(new, old), "deleted") == count(compared, "inserted") == 2


def test_a_changed_address_of_a_link_is_a_change_and_a_changed_break_is_none() -> None:
    assert compare(blocks("[Stop](https://a.example/)"), blocks("[Stop](https://b.example/)"))[0].changed
    assert not compare(blocks("One\ntwo  three"), blocks("One two\nthree"))[0].changed
    assert [block.words for block in blocks("| a | b |\n| - | - |\n| 1 | 2 |")] == [
        ("a", "|", "b"),
        ("1", "|", "2"),
    ]


def test_texts_too_long_to_pair_are_shown_whole() -> None:
    """Beyond the bound nothing is paired, and still both texts come out again."""
    chance = random.Random(7)
    old, new = ([Block("paragraph", (str(chance.random()), "word")) for _ in range(400)] for _ in range(2))
    compared = compare(old, new)
    assert side(compared, "deleted") == [block.words for block in new]
    assert count(compared, "same") == 0
    giant = (
        [Block("paragraph", tuple(chance.choices("ab", k=2500)))],
        [Block("paragraph", tuple(chance.choices("ab", k=2500)))],
    )
    assert [p.change for p in compare(*giant)[0].pieces] == ["deleted", "inserted"]


@pytest.mark.promise("P02")
@pytest.mark.usefixtures("db", "frozen", "jobs")
def test_two_published_policies_are_compared_in_both_directions() -> None:
    if not TEXTS.is_dir():
        pytest.skip("The two policy texts are not beside this checkout (../shared/policies).")
    old, new = (
        former(date.fromisoformat(day), (TEXTS / f"{day}.md").read_text("utf-8"))
        for day in ("2016-03-07", "2020-09-01")
    )
    there, back = comparison_of(old, new), comparison_of(new, old)
    assert (there.inserted, there.deleted) == (back.deleted, back.inserted)
    assert there.inserted > there.deleted > 0
    assert side(list(there.blocks), "deleted") == [block.words for block in blocks(new.text)]
    assert side(list(there.blocks), "inserted") == [block.words for block in blocks(old.text)]
    assert comparison_of(old, new) == there, "from the cache"
