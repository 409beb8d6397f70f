"""Every guard over a database of hard shapes, seen red: what it says, and what it tells to do."""

from typing import Any

import pytest

from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError
from accounts.datamap.origin import origin
from exports.stores.feasible import feasible
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.residue import Finding
from exports.stores.store import Store
from tests.exports.hard.acts import A, Erasure
from tests.exports.hard.shapes import subject_of

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def changed(hard: Any, use_map: Any, **change: Any) -> Store:
    """Return the store with a change laid over its map."""
    use_map(hard.map_text(change))
    return open_store("hard")


@pytest.mark.promise("P04")
@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            'ALTER TABLE "select" ADD COLUMN "mother\'s: name" text',
            (
                "hard: select.mother's: name is not placed. Edit {column}: under stores.hard.tables.select.fields add "
                "`'mother''s: name':` to export it, or under stores.hard.tables.select.withheld "
                "`'mother''s: name': why nobody gets it`."
            ),
        ),
        (
            'ALTER TABLE "Hard ""Archive""".review ADD COLUMN stars integer',
            (
                "hard: review in the archive.stars is not placed. Edit {other_column}: under "
                "stores.hard.tables.review in the archive.fields add `stars:` to export it"
            ),
        ),
        (
            "CREATE TABLE visitor (id integer, email text)",
            (
                "hard: the table visitor is not placed. Edit {tables}: under stores.hard.tables add `visitor: "
                "{{category: …, person: …, erase: delete, fields: {{id: , email: }}}}`, or under stores.hard.not_personal"
            ),
        ),
        (
            'CREATE TABLE "Hard ""Archive""".gift (id integer)',
            (
                'Edit {tables}: under stores.hard.tables add `gift in Hard "Archive": {{table: gift, schema: Hard "Archive", '
                "category: …"
            ),
        ),
        (
            "CREATE MATERIALIZED VIEW names AS SELECT name FROM member",
            (
                "hard: the table names is not placed. It is a materialised view, a copy of other tables that no erasure reaches. "
                "Edit {spared}: under stores.hard.not_personal add `names: "
            ),
        ),
        (
            "CREATE TABLE lorry (tons integer) INHERITS (vehicle)",
            "hard: the table lorry is not placed",
        ),
        ("ALTER TABLE car NO INHERIT vehicle", "hard: vehicle says only, and no table inherits from it."),
        (
            "CREATE TABLE tablets (size integer) INHERITS (paper)",
            "hard: paper holds the rows of the tables that inherit from it as well. Map each of those, and add `only: true`",
        ),
    ],
)
def test_what_somebody_added_is_named_with_the_file_to_edit_and_what_to_write(
    hard: Any, hard_store: Store, settings: Any, statement: str, sentence: str
) -> None:
    """A new column or table turns the check red, and the sentence is enough to mend the map."""
    hard.run(statement)
    lines = {
        "column": origin("hard", "tables", "select"),
        "other_column": origin("hard", "tables", "review in the archive"),
        "tables": origin("hard", "tables"),
        "spared": origin("hard", "not_personal"),
    }
    assert all(line.startswith(f"{settings.DATA_MAP_FILES[0]}:") for line in lines.values())
    assert len(set(lines.values())) == 4
    said = sentence.format(**lines)
    assert [told for told in drift(hard_store) if said in told], drift(hard_store)


def test_what_the_sentence_says_to_write_turns_the_check_green(hard: Any, use_map: Any) -> None:
    """The line is pasted as it stands."""
    hard.run('ALTER TABLE "select" ADD COLUMN "mother\'s: name" text')
    assert drift(open_store("hard"))
    text = hard.map_text().replace(
        "          CamelCase: null", "          CamelCase: null\n          'mother''s: name':"
    )
    use_map(text)
    assert drift(open_store("hard")) == []


def test_a_view_is_told_to_be_no_place_of_rows(hard: Any, use_map: Any) -> None:
    """Views cannot be erased from, materialised or not; a view nobody mapped is nobody's business."""
    hard.run("CREATE VIEW plain AS SELECT id, token FROM paper")
    assert drift(open_store("hard")) == []
    view = {
        "category": "club",
        "person": "token > member.token",
        "erase": "delete",
        "fields": {"id": None, "token": None},
    }
    told = drift(changed(hard, use_map, plain=view))
    assert [line for line in told if "plain is a view: what it shows stands in other tables" in line]
    hard.run("CREATE MATERIALIZED VIEW solid AS SELECT id, token FROM paper")
    told = drift(changed(hard, use_map, solid=view))
    assert [line for line in told if "solid is a view" in line]


def test_rows_hidden_by_row_level_security_are_a_fault_and_not_an_empty_answer(
    hard: Any, hard_store: Store
) -> None:
    """Whoever sees only some rows must not call them all; a policy that shows every row is fine."""
    for table in ("reply", "post", "gift", "board"):
        hard.run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        hard.run(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    hard.run("CREATE POLICY everything ON post USING (true)")
    hard.run("CREATE POLICY part ON gift USING (id > 1)")
    hard.run("CREATE POLICY look ON board FOR SELECT USING (true)")
    told = drift(hard_store)
    assert [line.split()[1] for line in told] == ["gift", "reply"]
    assert all("row-level security that hides rows" in line for line in told)
    would_stay = [line for line in feasible(hard_store) if "Row-level security" in line]
    assert [line.split()[5] for line in would_stay] == ["reply", "board", "gift"]


def test_a_table_the_role_may_not_read_is_named(hard: Any, hard_store: Store) -> None:
    """No right to look is drift for reading and a fault for erasing; rights on each column are enough to look."""
    hard.run("REVOKE ALL ON paper FROM CURRENT_USER")
    hard.run("REVOKE SELECT ON visit FROM CURRENT_USER")
    hard.run("GRANT SELECT (tenant, member, page, mark) ON visit TO CURRENT_USER")
    (told,) = drift(hard_store)
    assert told.startswith("hard: paper may not be read by the portal's database role. Grant it SELECT")
    assert "The portal's database role may not DELETE in paper. Grant it, or change erase." in feasible(
        hard_store
    )


def test_a_schema_the_role_may_not_use_is_named(hard: Any, hard_store: Store) -> None:
    """A right on the table is none without one on its schema."""
    hard.run('REVOKE USAGE ON SCHEMA "Hard ""Archive""" FROM CURRENT_USER')
    (told,) = drift(hard_store)
    assert told.startswith("hard: review in the archive may not be read")


def test_a_circle_nobody_broke_is_an_error_that_proposes_where(hard: Any, use_map: Any) -> None:
    """Two tables that point at each other wait for each other until the map cuts one of the links."""
    whole = {"team": {"fields": {"leader": None}}, "seat": {"fields": {"team": None}}}
    told = [line for line in feasible(changed(hard, use_map, **whole)) if "wait for each other" in line]
    assert len(told) == 1
    assert "declare `erase: {set: null}` on seat.team or team.leader" in told[0]
    assert "team" in told[0]
    assert "seat" in told[0]
    assert feasible(changed(hard, use_map)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"purchase": {"fields": {"buyer": {"erase": "keep"}, "tenant": {"erase": "keep"}}}},
            "Rows of member could not be deleted while purchase.tenant, buyer points at them",
        ),
        (
            {"thread_member": {"person": "(tenant, member) > member.(tenant, no)"}, "thread": {"person": "id > post.thread / (tenant, author) > member.(tenant, no)"}},
            "With rows of thread the database would delete those of thread_member.thread as well (ON DELETE CASCADE)",
        ),
        ({"on_cascade": {"erase": "retain", "retain": {"basis": "contract", "reason": "It has to stay for now.", "rule": "books"}}},
         "With rows of member the database would delete those of on_cascade.tenant, member as well"),
        ({"right_shoe": {"person": "(tenant, member) > member.(tenant, no)", "fields": {"pair": {"erase": {"set": None}}}}},
         "right_shoe.pair may not be empty, so the link cannot be set to null"),
        ({"kept_kinds": {"fields": {"days": None}}}, "kept_kinds.days is daterange and may not be empty"),
        ({"kept_kinds": {"fields": {"feeling": None}}}, "kept_kinds.feeling is"),
    ],
)  # fmt: skip
def test_what_could_not_be_erased_is_said_before_anything_is(
    hard: Any, use_map: Any, change: Any, sentence: str
) -> None:
    """Each shape that would stop an erasure half-way, or take what is somebody else's, is a sentence beforehand."""
    told = feasible(changed(hard, use_map, **change))
    assert [line for line in told if sentence in line], told


@pytest.mark.parametrize(
    ("table", "says", "sentence"),
    [
        ("board", {"person": "(watchers[], id) > member.(tenant, no)"}, "An array takes a step alone"),
        ("post", {"person": "(tenant, author) > member.no"}, "has 2 columns on one side and 1 on the other"),
        ("attachment", {"person": "owner_id > contact.id when owner_type is contact"}, "after when"),
        (
            "visit",
            {"fields": {"pages": None}, "person": "(tenant, membr) > member.(tenant, no)"},
            "Did you mean member?",
        ),
        (
            "event",
            {"person": "doc->actor[]->id > member.token"},
            "A column is a name, doc->key->key or name[]",
        ),
    ],
)
def test_a_path_that_cannot_be_is_refused_where_it_stands(
    hard: Any, use_map: Any, table: str, says: Any, sentence: str
) -> None:
    """The map is refused with the place in it."""
    use_map(hard.map_text({table: says}))
    with pytest.raises(DataMapError, match=f"stores.hard.tables.{table}.person") as refused:
        current()
    assert sentence in str(refused.value)


@pytest.mark.promise("P30")
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        # By its path through a row that is gone.
        ("INSERT INTO paper (id, token, mark) VALUES (9, '{A}', 'ana')", Finding("hard", "paper", None, 1)),
        ("INSERT INTO board (id, watchers) VALUES (9, '[\"{A}\", \"x\"]')", Finding("hard", "board", None, 1)),
        ("INSERT INTO room (id, members) VALUES (9, '{{{A}}}')", Finding("hard", "room", None, 1)),
        ("INSERT INTO event (id, doc) VALUES (9, '{{\"actor\": {{\"id\": \"{A}\", \"name\": \"Ana\"}}}}')", Finding("hard", "event", None, 1)),
        # By a composite key that is gone, and by one that hangs on it.
        ("INSERT INTO visit VALUES (1, 1, '/again')", Finding("hard", "visit", None, 1)),
        ("INSERT INTO attachment VALUES (9, 'member', 1, 1, 'again')", Finding("hard", "attachment", None, 1)),
        # By a value, whosever row it is.
        ("UPDATE contact SET note = 'ask ANA.work@example.org' WHERE id = 1", Finding("hard", "contact", "note", 1)),
        ("UPDATE meeting SET doc = '{{\"guests\": [], \"by\": {{\"Ana.Work@example.org\": 1}}}}' WHERE id = 5", Finding("hard", "meeting", "doc", 1)),
        ("UPDATE room SET names = '{{x,ana@example.org}}' WHERE id = 5", Finding("hard", "room", "names", 1)),
    ],
)  # fmt: skip
def test_what_comes_back_is_found(hard: Any, hard_store: Store, statement: str, found: Finding) -> None:
    """Nothing is found after an erasure, and whatever is put there later is."""
    ana = Erasure(hard_store, "ana")
    ana.run()
    assert ana.left() == []
    hard.run(statement.format(A=A))
    assert ana.left() == [found]


def test_rows_that_only_look_like_hers_are_no_finding(hard: Any, hard_store: Store) -> None:
    """The number of an erased contact is somebody else's number in another table, and the tests would say so."""
    ana = Erasure(hard_store, "ana")
    ana.run()
    hard.run("INSERT INTO attachment VALUES (9, 'shop', 1, 1, 'of a shop'), (10, 'member', 2, 1, 'of Cat')")
    hard.run("INSERT INTO visit VALUES (2, 1, '/cat'), (1, NULL, '/'), (NULL, 1, '/')")
    assert ana.left() == []


def test_a_trigger_that_puts_rows_back_is_found(hard: Any, hard_store: Store) -> None:
    """The database says the row is deleted, and writes it into another table that was done before."""
    hard.run(
        "CREATE FUNCTION again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        'INSERT INTO "Hard Shapes".visit VALUES (OLD.tenant, OLD.author, OLD.words); RETURN OLD; END $$'
    )
    hard.run("CREATE TRIGGER again AFTER DELETE ON review FOR EACH ROW EXECUTE FUNCTION again()")
    ana = Erasure(hard_store, "ana")
    for table in sorted(hard_store.map.tables, key=lambda name: name != "visit"):
        if table in ("visit", "review"):
            while ana.piece(table):
                pass
    assert Finding("hard", "visit", None, 1) in ana.left()


def test_a_trigger_that_deletes_nothing_is_found(hard: Any, hard_store: Store) -> None:
    """A soft delete leaves the row where it was, and nobody is told it were gone."""
    hard.run("CREATE FUNCTION softly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
    hard.run("CREATE TRIGGER softly BEFORE DELETE ON telephone FOR EACH ROW EXECUTE FUNCTION softly()")
    ana = Erasure(hard_store, "ana")
    assert ana.piece("telephone") == 0
    assert {finding.column for finding in ana.left() if finding.table == "telephone"} == {None, "number"}


def test_an_identifier_nobody_proved_locates_nobody_and_stops_no_erasure(
    hard: Any, hard_store: Store
) -> None:
    """Dan gave Ana's address as his own in two places. He is not found by it, and she can be erased all the same."""
    ana = Erasure(hard_store, "ana")
    assert ana.located.keys == {"member": [(1, 1), (2, 2)], "contact": [(11,), (12,), (13,)]}
    assert "maybe.ben@example.org" not in ana.located.own_values()
    assert locate(hard_store, subject_of("dan")).nothing
    ana.run()
    assert ana.left() == []
    hard.run("UPDATE member SET confirmed = true WHERE no = 3")
    assert ana.left() == [Finding("hard", "member", "email", 1)]


def test_what_one_table_teaches_is_looked_for_in_all(hard: Any) -> None:
    """A verified address beside one row finds the other, in whichever order the tables are declared."""
    hard.run(
        "INSERT INTO member (tenant, no, email, token, mark) VALUES (5, 5, 'ana.work@example.org', gen_random_uuid(), 'ana')"
    )
    keys = locate(open_store("hard"), subject_of("ana")).keys
    assert keys["member"] == [(1, 1), (2, 2), (5, 5)]
