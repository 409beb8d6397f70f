"""In which order tables are erased, without a database."""

import pytest

from accounts.databases.catalogue import Reference
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import Erase, FieldMap, Hop, IdentifierEnd, Path, Retain, TableMap
from exports.stores.order import CUT, Cycle, obstacles, order_tables

TO_PEOPLE = Path((Hop.single("person_id", "people", "id"),))


def table(name, *paths, erase="delete", cut=()):
    """Return a declared table with the columns its paths need."""
    fields = [FieldMap("id", "c", "Id", erase=Erase("keep"))]
    fields += [FieldMap(column, "c", column, erase=CUT) for column in cut]
    retain = None if erase == "delete" else Retain("legal_obligation", "It has to stay for the books.", "r")
    return TableMap(
        "s", "public", name, name, "c", ("id",), paths or (Path(),), tuple(fields), {}, {}, erase, retain
    )


def tables(*given):
    return {t.table: t for t in given}


def link(child, column, parent, on_delete="no action", end="id"):
    return Reference(child, (column,), parent, (end,), on_delete)


def test_rows_that_reach_the_person_through_others_go_first() -> None:
    """A grandchild is erased before the child its path leads through, and the person's own row last."""
    found = order_tables(
        tables(
            table("people"),
            table("orders", TO_PEOPLE),
            table(
                "lines",
                Path((Hop.single("order_id", "orders", "id"), Hop.single("person_id", "people", "id"))),
            ),
        ),
        [],
    )
    assert found == ["lines", "orders", "people"]


def test_a_blocking_reference_decides_and_others_do_not() -> None:
    """The order follows ON DELETE: only where the database would refuse, the child must go first."""
    mapped = tables(table("people"), table("a", TO_PEOPLE), table("b", TO_PEOPLE))
    assert order_tables(mapped, [link("b", "a_id", "a")]).index("b") < order_tables(
        mapped, [link("b", "a_id", "a")]
    ).index("a")
    for on_delete in ("cascade", "set null", "set default"):
        both = [link("b", "a_id", "a", on_delete), link("a", "b_id", "b", on_delete)]
        assert order_tables(mapped, both)[-1] == "people"


def test_a_cycle_is_an_error_that_names_the_links() -> None:
    """Two tables that wait for each other are refused with a sentence that says how to break the circle."""
    mapped = tables(table("people"), table("a", TO_PEOPLE), table("b", TO_PEOPLE))
    with pytest.raises(Cycle) as refusal:
        order_tables(mapped, [link("a", "b_id", "b"), link("b", "a_id", "a")])
    assert "a.b_id" in str(refusal.value)
    assert "b.a_id" in str(refusal.value)
    assert "set: null" in str(refusal.value)


def test_a_declared_cut_breaks_the_cycle() -> None:
    """`erase: {set: null}` on one link is enough."""
    mapped = tables(table("people"), table("a", TO_PEOPLE, cut=["b_id"]), table("b", TO_PEOPLE))
    found = order_tables(mapped, [link("a", "b_id", "b"), link("b", "a_id", "a")])
    assert found.index("b") < found.index("a")


def test_a_table_that_points_at_itself_is_no_cycle() -> None:
    """Answers below answers are one table."""
    mapped = tables(
        table("people"),
        table(
            "answers",
            TO_PEOPLE,
            Path((Hop.single("parent_id", "answers", "id"), Hop.single("person_id", "people", "id"))),
        ),
    )
    assert order_tables(mapped, [link("answers", "parent_id", "answers")]) == ["answers", "people"]


def test_obstacles_are_links_from_rows_that_may_be_somebody_elses() -> None:
    """A link is harmless when its rows are the person's too and go first, when it is cut, or when the database resolves it."""
    mapped = tables(
        table("people"),
        table("stories", TO_PEOPLE),
        table("pages", Path((Hop.single("story_id", "stories", "id"), *TO_PEOPLE.hops))),
        table("claps", TO_PEOPLE),
        table("marks", TO_PEOPLE, cut=["story_id"]),
    )
    harmless = [
        link("pages", "story_id", "stories"),
        link("marks", "story_id", "stories"),
        link("views", "story_id", "stories", "cascade"),
        link("stories", "person_id", "people"),
        link("pages", "cover_id", "covers"),
    ]
    assert obstacles(mapped, harmless) == []
    bad = [link("claps", "story_id", "stories"), link("unmapped", "person_id", "people")]
    assert obstacles(mapped, harmless + bad) == bad


def test_a_path_by_an_identifier_does_not_cover_a_link_by_key() -> None:
    """Rows found by an address may be fewer than those that point at the person."""
    mapped = tables(table("people"), table("letters", Path((), IdentifierEnd(ColumnRef("sent_to"), "email"))))
    assert obstacles(mapped, [link("letters", "person_id", "people")])


def test_an_anonymised_row_may_be_pointed_at() -> None:
    """Nothing blocks what is not deleted."""
    mapped = tables(table("people", erase="anonymise"), table("claps", TO_PEOPLE, erase="anonymise"))
    assert obstacles(mapped, [link("claps", "person_id", "people")]) == []
