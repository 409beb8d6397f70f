from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exports.stores.live import drift
from exports.stores.registry import open_store
from exports.stores.store import StoreUnavailable
from tests.exports import odd_shop

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def test_a_map_that_fits_has_no_drift(shop):
    assert drift(open_store("shop")) == []


def test_the_portal_agrees_with_its_own_models(db):
    assert drift(open_store("portal")) == []


def line_of(*keys):
    """Return where the shop's map has these keys, found by looking for the lines and not by reading the map."""
    lines, at = odd_shop.MAP.splitlines(), odd_shop.MAP.splitlines().index("stores:")
    for depth, key in enumerate(keys):
        at = next(n for n in range(at + 1, len(lines)) if lines[n].startswith(f"{'  ' * (depth + 1)}{key}:"))
    return at + 1


@pytest.mark.parametrize(
    ("change", "told", "place"),
    [
        ('ALTER TABLE "user" ADD COLUMN phone text', "user.phone is not placed", ("tables", "user")),
        ('ALTER TABLE "user" DROP COLUMN "select"', "user.select does not exist", ("tables", "user", "fields")),
        ("CREATE TABLE visit (id int PRIMARY KEY)", "the table visit is not placed", ("tables",)),
        ("CREATE MATERIALIZED VIEW copies AS SELECT 1 AS id", "the table copies is not placed", ("not_personal",)),
        ("DROP TABLE odd", "the table odd does not exist", ("tables", "odd")),
        ("DROP TABLE tag", "the table tag under not_personal does not exist", ("not_personal", "tag")),
        ('ALTER TABLE "Order" DROP CONSTRAINT "Order_pkey"', "no unique index on its key shop, No", ("tables", "Order", "key")),
        ("ALTER TABLE odd ALTER COLUMN owner TYPE text", "odd.owner and user.token are of different types", ("tables", "odd", "person")),
    ],
)  # fmt: skip
def test_each_difference_is_named_with_the_line_where_the_table_is_declared(
    shop, settings, change, told, place
):
    shop.run(change)

    (sentence,) = [sentence for sentence in drift(open_store("shop")) if told in sentence]
    assert f"{settings.DATA_MAP_FILES[0]}:{line_of('shop', *place)}" in sentence


def test_a_path_that_goes_where_the_key_does_not_is_named(shop, use_map):
    use_map(odd_shop.MAP.replace('["giver > user.id"', '["giver > reply.id / author > user.id"'))

    (sentence,) = drift(open_store("shop"))

    assert "gift.giver refers to user.id in the database and to reply.id in the map" in sentence


def test_partitions_belong_to_their_table(shop):
    shop.run("CREATE TABLE log (id int PRIMARY KEY) PARTITION BY RANGE (id)")
    shop.run("CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (1) TO (2)")

    assert [s for s in drift(open_store("shop")) if "log_1" in s] == []
    assert [s for s in drift(open_store("shop")) if "table log is" in s]


@pytest.mark.promise("P04")
def test_the_command_fails_on_drift_and_says_which_file_to_edit(shop, settings):
    said = StringIO()
    call_command("datamap", "check", stdout=said)
    assert "shop agrees with the data map" in said.getvalue()
    assert "portal agrees with the data map" in said.getvalue()

    shop.run("CREATE TABLE visit (id int)")
    shop.run('ALTER TABLE "user" ADD COLUMN phone text')
    with pytest.raises(CommandError) as refused:
        call_command("datamap", "check", "--store", "shop", stdout=StringIO())

    told = str(refused.value)
    line = next(n for n, text in enumerate(odd_shop.MAP.splitlines(), 1) if text == "  shop:" and n > 15)
    assert f"The odd shop: edit {settings.DATA_MAP_FILES[0]}:{line}" in told
    assert "visit" in told
    assert "user.phone" in told
    assert "2 things to put right." in told
    assert refused.value.returncode == 1


def test_the_command_names_what_an_erasure_would_meet(shop, use_map):
    use_map(odd_shop.MAP.replace("answers: {erase: {set: null}}", "answers:"))
    shop.run("ALTER TABLE reply ADD COLUMN about int REFERENCES gift")
    use_map(odd_shop.MAP.replace("body: }", "body: , about: }"))

    with pytest.raises(CommandError, match=r"gift could not be deleted while reply\.about points at them"):
        call_command("datamap", "check", stdout=StringIO())


def test_a_store_that_is_away_is_said_to_be(shop, monkeypatch):
    def away(store):
        raise StoreUnavailable(store.key)

    monkeypatch.setattr("exports.as_declared.drift", away)

    with pytest.raises(CommandError, match="shop: its database cannot be reached"):
        call_command("datamap", "check", "--store", "shop")


def test_a_store_nobody_declared_is_refused_with_the_nearest_name(shop):
    with pytest.raises(CommandError, match="Did you mean shop"):
        call_command("datamap", "check", "--store", "shoop")
