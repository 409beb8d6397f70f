"""What a sound map compiles to, construct by construct."""

from datetime import date
from pathlib import Path

import pytest

from accounts.datamap import vocabulary as v
from accounts.datamap.columns import ColumnRef
from accounts.datamap.loader import load
from tests.accounts.datamap.maps import spoiled


@pytest.fixture
def shop(tmp_path: Path) -> v.StoreMap:
    """Return the store of the sound map, with every optional construct in it."""
    file = spoiled(
        tmp_path,
        (
            "identifiers: {platform_id: id, email: email}",
            (
                "identifiers: {platform_id: id, email: email}\n"
                "        verified: {email: checked_at}\n"
                "        roster: {residence: land, standing: state}\n"
                "        account: {column: state, active: open, suspended: closing}"
            ),
        ),
        (
            "          avatar:\n",
            "          avatar:\n          checked_at:\n          land:\n          state:\n",
        ),
        ("database: platform\n", "database: platform\n    schema: trade\n"),
        (
            "      orders:\n",
            "      orders:\n        name: What you bought\n        schema: sales\n        key: [id, member_id]\n",
        ),
        (
            "          gift_to:\n",
            (
                "          gift_to: {category: gifts, name: To whom, mentions: mask, visible: followers}\n"
                "          guess: {derived: worked out from what you bought}\n"
                "          kind: gifts\n"
            ),
        ),
        (
            "categories:\n",
            "categories:\n  gifts: {name: Gifts, description: To others., sources: [you], purposes: [account], recipients: [world], retention: life}\n",
        ),
        (
            "text: {erase: pseudonym}",
            "text: {erase: pseudonym}\n          state: {erase: {set: 7}}\n          sum: {erase: keep}",
        ),
    )
    return load([file]).store("shop")


def test_the_person_table(shop: v.StoreMap) -> None:
    assert shop.people["members"] == v.PersonTable(
        table="members",
        key=("id",),
        identifiers={
            "platform_id": (v.IdentifierColumn("id"),),
            "email": (v.IdentifierColumn("email", "checked_at"),),
        },
        roster={"residence": "land", "standing": "state"},
        account=v.AccountColumn("state", "open", "closing"),
    )


def test_a_root_table(shop: v.StoreMap) -> None:
    members = shop.tables["members"]
    assert (members.store, members.schema, members.table, members.label) == (
        "shop",
        "trade",
        "members",
        "Members",
    )
    assert members.paths == (v.Path(),)
    assert members.key == ("id",)
    assert members.withheld == {"password": "A secret that protects the account."}
    assert members.files == {"avatar": "platform_media"}
    assert members.erase == "delete"
    assert members.retain is None
    assert members.columns == {"id", "email", "avatar", "checked_at", "land", "state", "password"}


@pytest.mark.promise("P08", "P44")
def test_a_table_with_words_of_its_own(shop: v.StoreMap) -> None:
    orders = shop.tables["orders"]
    assert (orders.schema, orders.label, orders.key) == ("sales", "What you bought", ("id", "member_id"))
    assert orders.categories == ("profile", "gifts")
    by_column = {f.column: f for f in orders.fields}
    assert by_column["gift_to"] == v.FieldMap(
        "gift_to", "gifts", "To whom", "", "followers", mask_others=True
    )
    assert by_column["guess"].derived == "worked out from what you bought"
    assert by_column["kind"].category == "gifts"
    assert by_column["member_id"].label == "Member id"


def test_paths(shop: v.StoreMap) -> None:
    assert shop.tables["orders"].paths == (v.Path((v.Hop.single("member_id", "members", "id"),)),)
    assert shop.tables["lines"].paths == (
        v.Path((v.Hop.single("order_id", "orders", "id"), v.Hop.single("member_id", "members", "id"))),
        v.Path((v.Hop.single("order_id", "orders", "id"),), v.IdentifierEnd(ColumnRef("gift_to"), "email")),
    )


def test_what_becomes_of_fields(shop: v.StoreMap) -> None:
    """Key and path columns stay without being told, the rest is cleared unless it says otherwise."""
    lines = shop.tables["lines"]
    assert lines.retain == v.Retain("legal_obligation", "Tax law asks for the books.", "life")
    assert {f.column: (f.erase.kind, f.erase.value) for f in lines.fields} == {
        "id": ("keep", None),
        "order_id": ("keep", None),
        "text": ("pseudonym", None),
        "state": ("set", 7),
        "sum": ("keep", None),
    }
    assert {f.column: f.erase.kind for f in shop.tables["members"].fields}["email"] == "clear"


@pytest.mark.promise("P09")
def test_the_vocabulary(tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    assert datamap.sources["you"] == v.Source("you", "You", "person")
    assert datamap.purposes["account"] == v.Purpose("account", "Run your account", "Keep it.", "contract")
    assert datamap.recipients["host"] == v.Recipient(
        "host",
        "Host",
        "processor",
        "DE",
        "Everything",
        categories=("profile",),
        contract=v.Contract("DPA-1", date(2026, 1, 5)),
        reviewed_on=date(2026, 2, 1),
        review_every="P1Y",
        told_by="none",
        not_told_because="It keeps no copy of its own.",
    )
    assert datamap.retention["life"].period == "P14D"
    assert datamap.categories["profile"].ccpa == ("A", "C")
    assert (datamap.categories["cards"].held, datamap.categories["cards"].held_by) == (False, "bank")
    assert datamap.organisation.legal_name == "Quire"
    assert [table.table for table in datamap.tables()] == ["members", "orders", "lines"]


def test_files_add_up(tmp_path: Path) -> None:
    """A later file adds keys and has the last word about the organisation."""
    more = tmp_path / "more.yaml"
    more.write_text(
        "format: 1\n"
        "organisation:\n"
        "  name: Leaf\n"
        "  legal_name: Leaf GmbH\n"
        "  address: Leaf Lane 2\n"
        "  country: AT\n"
        "  privacy_email: privacy@leaf.example\n"
        "  website: https://leaf.example/\n"
        "  representatives: [{region: UK, name: Rep, address: [A, B], contact: rep@leaf.example}]\n"
        "sources:\n  sensors: {name: Sensors, kind: automatic}\n"
    )
    datamap = load([spoiled(tmp_path), more])
    assert list(datamap.sources) == ["you", "sensors"]
    assert datamap.organisation.name == "Leaf"
    assert datamap.organisation.address == ("Leaf Lane 2",)
    assert datamap.organisation.representatives == (
        v.Representative("UK", "Rep", ("A", "B"), "rep@leaf.example"),
    )
    assert load([more, spoiled(tmp_path)]).organisation.name == "Quire"


def test_a_country_is_not_taken_for_no(tmp_path: Path) -> None:
    """YAML reads a bare NO as false; Norway is a country."""
    assert load([spoiled(tmp_path, ("country: DE\n", "country: NO\n"))]).organisation.country == "NO"
