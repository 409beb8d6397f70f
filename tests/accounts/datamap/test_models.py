"""Model declarations compile to the same tables, and say what does not fit."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.datamap import coverage, declare
from accounts.datamap import vocabulary as v
from accounts.datamap.columns import ColumnRef
from accounts.datamap.declare import not_personal, personal
from accounts.datamap.errors import DataMapError
from accounts.datamap.loader import load
from accounts.datamap.models import portal_store
from accounts.datamap.where import file_of_model
from tests.accounts.datamap.maps import spoiled
from tests.accounts.datamap.test_extending import more

WHY = v.Retain("legal_obligation", "It has to be provable for a time.", "evidence")


@pytest.fixture(autouse=True)
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test declare what it likes without a trace."""
    monkeypatch.setattr(declare, "personal_models", dict(declare.personal_models))
    monkeypatch.setattr(declare, "not_personal_models", dict(declare.not_personal_models))
    for module in (coverage, __import__("accounts.datamap.models", fromlist=["models"])):
        monkeypatch.setattr(module, "personal_models", declare.personal_models)
        monkeypatch.setattr(module, "not_personal_models", declare.not_personal_models)


def redeclare(model: str, **changes: Any) -> None:
    """Declare a model again with other words."""
    old = declare.personal_models.pop(model)
    given: dict[str, Any] = {
        "category": old.category,
        "person": old.person,
        "fields": old.fields,
        "withheld": old.withheld,
        "erase": old.erase,
        "retain": old.retain,
    }
    personal(model, **{**given, **changes})


def test_a_model_becomes_a_table() -> None:
    table = portal_store().tables["accounts_identifier"]
    assert table.paths == (v.Path((v.Hop.single("subject_id", "accounts_datasubject", "id"),)),)
    assert table.key == ("id",)
    assert table.withheld["sealed_value"].startswith("The encrypted form")
    assert {f.column: f.erase.kind for f in table.fields}["subject_id"] == "keep"


def test_a_path_through_models() -> None:
    table = portal_store().tables["account_emailaddress"]
    assert table.paths == (
        v.Path(
            (
                v.Hop.single("user_id", "accounts_user", "id"),
                v.Hop.single("subject_id", "accounts_datasubject", "id"),
            )
        ),
    )


def test_a_path_by_reference_and_one_by_address() -> None:
    store = portal_store()
    assert store.tables["accounts_auditevent"].paths == (
        v.Path((v.Hop.single("subject_ref", "accounts_datasubject", "ref"),)),
    )
    assert (
        v.Path((), v.IdentifierEnd(ColumnRef("to_address"), "email"))
        in store.tables["consent_maildelivery"].paths
    )


def test_the_subject_itself() -> None:
    store = portal_store()
    assert store.people == {"accounts_datasubject": v.PersonTable("accounts_datasubject", ("id",), {})}
    assert store.tables["accounts_datasubject"].paths == (v.Path(),)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"person": "subjekt"}, "Identifier has no field subjekt. Did you mean subject?"),
        ({"person": "kind"}, "The path kind stops at kind, which is no relation."),
        ({"person": ""}, 'The path "" ends at Identifier and not at the DataSubject.'),
        ({"person": "@mail:kind"}, "mail is no kind of identifier. Did you mean email?"),
        ({"fields": ["id", "knd"]}, "Identifier has no field knd. Did you mean kind?"),
        ({"erase": "retain"}, "With erase=retain say what stays and why: retain=Retain(…)."),
        ({"erase": "anonymise"}, "With erase=anonymise say what stays and why: retain=Retain(…)."),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, Any], said: str) -> None:
    redeclare("accounts.Identifier", **changes)
    with pytest.raises(DataMapError) as refused:
        portal_store()
    assert str(refused.value) == f"personal_data.accounts.Identifier: {said}"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"visble": "public"}, "kind: visble is not possible here. Did you mean visible?"),
        (
            {"visible": "friends"},
            "kind.visible: friends is not possible here. Expected one of: followers, private, public.",
        ),
        (
            {"erase": declare.erase("forget")},
            "kind.erase: forget is not possible here. Expected one of: cascade, clear, keep, pseudonym, set.",
        ),
    ],
)
@pytest.mark.promise("P44")
def test_what_a_field_cannot_be_is_said(detail: dict[str, Any], said: str) -> None:
    redeclare("accounts.Identifier", fields={"id": None, "kind": detail})
    with pytest.raises(DataMapError) as refused:
        portal_store()
    assert str(refused.value) == f"personal_data.accounts.Identifier.fields.{said}"


def test_what_becomes_of_rows_is_one_of_three() -> None:
    redeclare("accounts.Identifier", erase="anonymize")
    with pytest.raises(
        DataMapError, match=r"Identifier\.erase: anonymize is not possible here\. Did you mean anonymise\?"
    ):
        portal_store()


@pytest.mark.promise("P08", "P44")
def test_a_model_says_how_an_inference_came_about_and_who_sees_it(tmp_path: Path) -> None:
    """The same rules hold for our own models as for a map."""
    portal = Path(settings.BASE_DIR, "config/portal.yaml")
    redeclare("accounts.Identifier", fields={"id": None, "kind": {"visible": "public"}})
    with pytest.raises(
        DataMapError, match=r"personal_data\.py, table accounts_identifier: It is visible to public"
    ):
        load([portal, spoiled(tmp_path)], portal=portal_store())
    guessing = more(tmp_path, "categories:\n  portal-identifiers: {extends: true, ccpa: [K]}\n")
    redeclare("accounts.Identifier", fields={"id": None, "kind": None})
    with pytest.raises(DataMapError, match=r"Values of the category portal-identifiers"):
        load([portal, spoiled(tmp_path), guessing], portal=portal_store())


def test_a_model_that_is_not_there_is_said() -> None:
    personal("accounts.Identifer", category="portal-account", person="", fields=[], erase="delete")
    with pytest.raises(DataMapError, match=r"Identifer: No such model\. Did you mean accounts\.Identifier\?"):
        portal_store()


def test_a_second_declaration_is_refused() -> None:
    with pytest.raises(ValueError, match=r"accounts\.Identifier is declared twice"):
        not_personal("accounts.Identifier", reason="Holds nothing about a person at all.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"fields": ["id"]},
            (
                "accounts.Identifier.subject is not placed. Edit accounts/personal_data.py, "
                'personal("accounts.Identifier"): add `"subject"` to its fields, or '
                '`"subject": "Why nobody gets it."` to withheld.'
            ),
        ),
        (
            {"withheld": {"digest": "A keyed fingerprint.", "sealed_value": "An encrypted form of it."}},
            "accounts.Identifier.digest: Give a real reason, as you would tell the person it concerns.",
        ),
        (
            {"withheld": {"kind": "It stands in the package too."}},
            "accounts.Identifier.kind is both exported and withheld. Keep one of the two.",
        ),
        (
            {"erase": "retain", "retain": v.Retain("consent", "todo later on maybe", "evidence")},
            "accounts.Identifier.retain: Give a real reason, as you would tell the person it concerns.",
        ),
    ],
)
def test_coverage_says_what_is_not_placed(changes: dict[str, Any], said: str) -> None:
    redeclare("accounts.Identifier", **changes)
    assert said in list(coverage.problems())


def test_coverage_says_what_is_not_declared() -> None:
    del declare.personal_models["accounts.Identifier"]
    not_personal("accounts.Gone", reason="It was removed some time ago.")
    undeclared, gone = coverage.problems()
    assert undeclared.startswith(
        "accounts.Identifier is not in the data map. Edit accounts/personal_data.py: add "
        "`personal(\"accounts.Identifier\", category=…, person=…, fields=['id', 'subject', "
    )
    assert undeclared.endswith('or `not_personal("accounts.Identifier", reason="…")`.')
    assert (
        gone
        == "accounts.Gone is declared in accounts/personal_data.py and not installed. Remove the declaration."
    )


def test_a_model_from_elsewhere_is_declared_by_this_app() -> None:
    """A package has no personal_data.py of its own, so nobody is sent to look for one."""
    assert file_of_model("socialaccount.SocialToken") == "accounts/personal_data.py"
    assert file_of_model("dsr.ErasureRun") == "dsr/personal_data.py"


def test_all_that_is_installed_is_placed() -> None:
    assert list(coverage.problems()) == []
    assert len(coverage.installed_models()) > 20
