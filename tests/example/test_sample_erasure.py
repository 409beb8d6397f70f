"""Members of the sample leave with everything that is theirs, and with nothing that is somebody else's."""

from collections import Counter

import orjson
import pytest
from django.db import connections
from psycopg import sql

from config.example.demo import DEMO_PEOPLE
from config.example.platform import SCHEMA
from exports.stores import collect
from exports.stores.erase import erase_piece
from exports.stores.feasible import feasible, order
from exports.stores.live import drift
from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.predicate import rows_of
from exports.stores.registry import open_store
from exports.stores.residue import anchors, residue, telling_values
from exports.stores.store import Store
from tests.every_row import every_row
from tests.people import add_identifier, make_person

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
PSEUDONYM = "erased-0123456789ab"


@pytest.fixture
def store(company_files) -> Store:
    return open_store("platform")


def erase(store: Store, located: Located, subject) -> Counter[str]:
    """Erase everything in pieces and return the rows touched by table."""
    touched: Counter[str] = Counter()
    for table in order(store):
        while some := erase_piece(store, table, located, subject=subject, pseudonym=PSEUDONYM, limit=200):
            touched[table] += some
    return touched


def ask(query: str, *values):
    with connections["platform"].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def test_map_and_database_agree_and_nothing_stands_in_the_way_of_an_erasure(store):
    assert drift(store) == []
    assert feasible(store) == []


def test_maya_is_given_something_of_every_table(store):
    located = locate(store, make_person("maya.okafor@inkwell.example").subject)
    counts = collect.count(store, located)
    assert [name for name, rows in counts.items() if not rows] == []
    for name, table in store.map.tables.items():
        lines = list(collect.rows(store, table, located))
        assert len(lines) == counts[name]
        assert set(orjson.loads(lines[0])) == {field.column for field in table.fields}


@pytest.mark.parametrize(
    "demo", [d for d in DEMO_PEOPLE if d.key in ("maya", "amina", "sam")], ids=lambda demo: demo.key
)
def test_an_erasure_takes_what_is_theirs_and_leaves_the_rest_byte_for_byte(store, company_files, demo):
    user = make_person(demo.email)
    located = locate(store, user.subject)
    ((key,),) = ask(f"SELECT id FROM {SCHEMA}.members WHERE email = %s", demo.email)
    assert located.keys == {"members": [(str(key),)]}
    files = {
        file.name for table in store.map.tables.values() for file in collect.files(store, table, located)
    }
    assert all((company_files / name).exists() for name in files)
    noted = anchors(store, located)
    values = telling_values(located.identifiers)
    before = every_row(store, but=located)

    touched = erase(store, located, user.subject)

    assert touched["members"] == 1
    assert erase(store, located, user.subject) == {}
    assert residue(store, located, values, pseudonym=PSEUDONYM, anchored=noted) == []
    assert not any((company_files / name).exists() for name in files)
    lost = before - every_row(store)
    # Whom they blocked or muted is told nothing, and whose row named them keeps the row: the platform's own keys do that.
    assert {table for table, _ in lost} <= {"blocks", "mutes", "members"}
    for table, row in lost:
        named = {"blocks": "blocked_id", "mutes": "muted_id", "members": "invited_by"}[table]
        assert orjson.loads(row)[named] == str(key)
    if demo.key == "maya":
        # Consents are kept; of a report only the links go, and the platform's own keys cut those.
        assert set(touched) == set(store.map.tables) - {"consent_records", "abuse_reports"}


def test_a_change_to_somebody_elses_row_is_seen(store):
    located = locate(store, make_person("maya.okafor@inkwell.example").subject)
    before = every_row(store, but=located)
    ask("UPDATE inkwell.drafts SET title = 'changed' WHERE id = (SELECT min(id::text)::uuid FROM inkwell.drafts "
        "WHERE author_id <> %s) RETURNING 1", located.keys["members"][0][0])  # fmt: skip
    ((table, row),) = before - every_row(store)
    assert table == "drafts"
    assert orjson.loads(row)["title"] != "changed"


def test_charges_stay_in_the_books_without_the_payer(store):
    user = make_person("maya.okafor@inkwell.example")
    located = locate(store, user.subject)
    mine = rows_of(store.table("charges"), located, store)
    query = sql.SQL("SELECT id, amount, tax, invoice_number FROM {} WHERE {} ORDER BY id")
    before = ask(query.format(sql.Identifier(SCHEMA, "charges"), mine))
    assert before

    erase(store, located, user.subject)

    ids = [row[0] for row in before]
    kept = "SELECT id, amount, tax, invoice_number FROM inkwell.charges WHERE id = ANY (%s) ORDER BY id"
    assert ask(kept, ids) == before
    emptied = "SELECT payer_id, receipt_name, receipt_email, processor_reference FROM inkwell.charges WHERE id = ANY (%s)"
    assert set(ask(emptied, ids)) == {(None, None, None, None)}
    assert ask("SELECT 1 FROM inkwell.payouts WHERE payee_name = 'Maya Okafor'") == []
    assert ask("SELECT 1 FROM inkwell.payouts WHERE payee_name = %s", PSEUDONYM)


def test_stories_leave_an_empty_place_under_which_others_words_stay(store):
    user = make_person("maya.okafor@inkwell.example")
    located = locate(store, user.subject)
    ((key,),) = located.keys["members"]
    others = (
        "SELECT r.id, r.body FROM inkwell.responses r JOIN inkwell.stories s ON s.id = r.story_id "
        "WHERE s.author_id = %s AND r.author_id <> s.author_id ORDER BY 1"
    )
    said = ask(others, key)
    assert said
    stories = [number for (number,) in ask("SELECT id FROM inkwell.stories WHERE author_id = %s", key)]

    erase(store, located, user.subject)

    assert (
        ask("SELECT id, body FROM inkwell.responses WHERE id = ANY (%s) ORDER BY 1", [i for i, _ in said])
        == said
    )
    left = ask(
        "SELECT author_id, title, body, cover, slug, word_count FROM inkwell.stories WHERE id = ANY (%s)",
        stories,
    )
    assert set(left) == {(None, None, None, None, None, 0)}


def test_somebody_without_an_account_is_found_by_address_alone(store):
    query = (
        "SELECT recipient_email, giver_id::text FROM inkwell.gift_recipients "
        "WHERE recipient_email NOT IN (SELECT email FROM inkwell.members) ORDER BY 1 LIMIT 1"
    )
    ((email, giver),) = ask(query)
    user = make_person("somebody@post.example")
    add_identifier(user.subject, "email", email)
    located = locate(store, user.subject)
    assert located.keys == {"members": []}
    before = every_row(store, but=located)

    (gift,) = [orjson.loads(line) for line in collect.rows(store, store.table("gift_recipients"), located)]
    assert gift["recipient_email"] == email
    assert gift["giver_id"] == collect.ANOTHER_PERSON
    assert erase(store, located, user.subject) == {"gift_recipients": 1}

    assert every_row(store) == before
    assert ask("SELECT 1 FROM inkwell.members WHERE id = %s", giver)
    assert residue(store, located, [email], pseudonym=PSEUDONYM) == []
