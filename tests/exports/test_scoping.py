"""What each right takes of a map, and the reason for everything it leaves out."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.datamap.loader import load
from accounts.datamap.vocabulary import DataMap, FieldMap, TableMap
from exports.scope import Scope
from exports.scoping import NOT_CHOSEN, NOT_PORTABLE, ONLY_CATEGORIES, WORKED_OUT, Scoping

pytestmark = pytest.mark.promise("P17", "P32")

MAP = """
format: 1
organisation: {name: Quire, address: [1 Leaf Lane], country: DE, privacy_email: privacy@quire.example}
sources:
  you: {name: You, kind: person}
  visits: {name: Your visits, kind: automatic}
  brokers: {name: Brokers, kind: third_party}
  guesses: {name: We work it out, kind: derived}
purposes:
  shop: {name: Sell, description: Sell books., lawful_basis: contract}
  safety: {name: Safety, description: Keep it safe., lawful_basis: legitimate_interest, interest: Keep thieves out of accounts.}
  letters: {name: Letters, description: Write letters., lawful_basis: {default: consent, ccpa: legitimate_interest}, interest: Sell more books than before.}
recipients: {}
retention:
  short: {name: A year, period: P1Y, after: collected, basis: contract, reason: Orders are kept for a year.}
categories:
  orders: {name: Orders, description: What it is., ccpa: [D], recipients: [], sources: [you], purposes: [shop], retention: short}
  steps: {name: Steps, description: What it is., ccpa: [D], recipients: [], sources: [visits], purposes: [safety, letters], retention: short}
  traces: {name: Traces, description: What it is., ccpa: [D], recipients: [], sources: [visits], purposes: [safety], retention: short}
  bought: {name: Bought, description: What it is., ccpa: [D], recipients: [], sources: [brokers], purposes: [shop], retention: short}
stores:
  shop:
    kind: sql
    name: Shop
    database: platform
    schema: shop
    people:
      members: {key: id, identifiers: {email: email}}
    tables:
      members:
        category: orders
        person: ""
        dated: made_at
        erase: delete
        fields:
          id:
          email:
          passport: {never_disclose: government_id}
          taste: {derived: worked out from what you bought}
          step: steps
          trace: traces
          income: bought
          made_at:
        withheld: {password: A secret that protects the account.}
      clicks: {category: traces, person: member_id > members.id, erase: delete, fields: {id: , member_id: }}
"""


@pytest.fixture
def datamap(tmp_path) -> DataMap:
    file = tmp_path / "map.yaml"
    file.write_text(MAP, encoding="utf-8")
    return load([file])


GUESS = FieldMap("taste", "orders", "Taste", derived="worked out from what you bought")


def members(datamap: DataMap) -> TableMap:
    return datamap.stores["shop"].tables["members"]


def names(taken) -> list[str]:
    return [one.column for one in taken.fields]


def test_access_takes_everything(datamap):
    table = members(datamap)
    scoping = Scoping(Scope(), datamap, "gdpr")
    assert scoping.table(table).fields == table.fields
    assert scoping.table(table).left_out == {}
    assert scoping.scoped(table) is table


def test_a_portable_copy_has_what_came_from_the_person_under_consent_or_contract(datamap):
    """Whether a basis is consent depends on the law of the person."""
    table = members(datamap)
    taken = Scoping(Scope("portability"), datamap, "gdpr").table(table)
    assert names(taken) == ["id", "email", "passport", "step", "made_at"]
    assert taken.left_out == {
        "taste": str(WORKED_OUT),
        "trace": str(NOT_PORTABLE),
        "income": str(NOT_PORTABLE),
    }
    elsewhere = Scoping(Scope("portability"), datamap, "ccpa").table(table)
    assert "step" in elsewhere.left_out
    clicks = datamap.stores["shop"].tables["clicks"]
    assert Scoping(Scope("portability"), datamap, "gdpr").table(clicks).reason == NOT_PORTABLE


def test_california_names_what_it_may_not_send(datamap):
    table = members(datamap)
    taken = Scoping(Scope("know_specific"), datamap, "ccpa").table(table)
    assert "passport" not in names(taken)
    assert set(taken.left_out) == {"passport"}
    assert "a number of an official document" in taken.left_out["passport"]
    scoped = Scoping(Scope("know_specific"), datamap, "ccpa").scoped(table)
    assert set(scoped.withheld) == {"password", "passport"}
    assert scoped.columns == table.columns


def test_categories_only_takes_no_data(datamap):
    taken = Scoping(Scope("know_categories"), datamap, "ccpa").table(members(datamap))
    assert (taken.fields, taken.reason) == ((), str(ONLY_CATEGORIES))


def test_chosen_categories_are_judged_by_field(datamap):
    taken = Scoping(Scope(categories=("steps",)), datamap, "gdpr").table(members(datamap))
    assert names(taken) == ["step"]
    assert set(taken.left_out.values()) == {str(NOT_CHOSEN)}


def test_a_table_of_which_only_the_way_to_the_person_is_left_is_left_out(datamap):
    """Its rows would say nothing, and look as if that were all."""
    clicks = datamap.stores["shop"].tables["clicks"]
    guesses = replace(clicks, fields=(*(replace(one, category="orders") for one in clicks.fields), GUESS))
    scoping = Scoping(Scope("portability"), datamap, "gdpr")
    assert scoping.table(guesses).reason == WORKED_OUT
    said = replace(guesses, fields=(*guesses.fields, replace(GUESS, column="said", derived="")))
    assert names(scoping.table(said)) == ["id", "member_id", "said"]
    assert Scoping(Scope(), datamap, "gdpr").table(guesses).fields == guesses.fields


def test_days_of_a_table_that_has_none_are_said(datamap):
    scoping = Scoping(Scope(since=date(2026, 1, 1)), datamap, "gdpr")
    assert not scoping.table(members(datamap)).undated
    assert scoping.table(datamap.stores["shop"].tables["clicks"]).undated
    assert not Scoping(Scope(), datamap, "gdpr").table(datamap.stores["shop"].tables["clicks"]).undated


def test_whom_nobody_chose_is_not_asked(datamap):
    store = replace(datamap.stores["shop"], kind="http", categories=("orders",))
    unsaid = replace(store, categories=())
    assert Scoping(Scope(), datamap, "gdpr").asks(store)
    assert Scoping(Scope(), datamap, "gdpr").asks(unsaid)
    assert not Scoping(Scope(categories=("steps",)), datamap, "gdpr").asks(store)
    assert not Scoping(Scope(categories=("steps",)), datamap, "gdpr").asks(unsaid)
    assert not Scoping(Scope("know_categories"), datamap, "ccpa").asks(store)
