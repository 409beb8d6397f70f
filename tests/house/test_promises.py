"""The register of promises is whole, and what proves each promise is really there."""

import dataclasses

import pytest

from dsr.promises.evidence import queries
from dsr.promises.promise import IDS, FaultyRegister, Group, Promise, check
from dsr.promises.proofs import proofs
from dsr.promises.register import GROUPS, promises, register
from tests.house import promises as rules
from tests.house.source import Module, committed, modules, told

MARKED = list(rules.marked(modules("tests")))


def test_the_register_is_whole() -> None:
    assert [promise.id for promise in promises()] == list(IDS)
    assert register() == GROUPS


def test_every_evidence_is_shown_somewhere() -> None:
    assert {promise.evidence for promise in promises()} - {""} == set(queries())


def test_marks_name_promises() -> None:
    assert len(MARKED) > 40
    assert not told(rules.unknown(MARKED, IDS))


def test_what_is_written_down_is_what_the_tests_say() -> None:
    assert not told(rules.stale(proofs(), rules.written(MARKED)))


def test_what_is_kept_is_proven() -> None:
    assert not told(rules.unproven([p.id for p in promises() if p.how], proofs()))


def test_what_carries_a_promise_out_is_where_it_says() -> None:
    said = {promise.id: str(promise.how) for promise in promises()}
    assert sum(bool(rules.PLACE.search(how)) for how in said.values()) > 40
    assert not told(rules.misplaced(said, committed()))


def test_a_place_that_is_gone_is_found() -> None:
    said = {"P01": "By dsr/gone.py (dsr/here.py, dsr/folder).", "P02": "By hand."}
    (found,) = rules.misplaced(said, ["dsr/here.py", "dsr/folder/x.py"])
    assert found.startswith("P01 says that dsr/gone.py carries it out, and there is no such file or folder.")


MARKS = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.promise("P01")]
def test_one(): ...
@pytest.mark.promise("P02", "P99")
def test_two(): ...
def fixture(): ...
"""


def test_marks_are_seen_on_a_module_and_on_a_test() -> None:
    found = list(rules.marked([Module("tests/x/test_x.py", MARKS)]))
    assert rules.written(found) == {
        "P01": ["tests/x/test_x.py::test_one", "tests/x/test_x.py::test_two"],
        "P02": ["tests/x/test_x.py::test_two"],
        "P99": ["tests/x/test_x.py::test_two"],
    }
    (problem,) = rules.unknown(found, IDS)
    assert problem.startswith("tests/x/test_x.py:6: test_two says it proves P99, which is no promise")


def test_a_test_that_is_gone_and_one_that_is_new_are_found() -> None:
    gone, new = rules.stale({"P01": ["tests/a.py::test_gone"]}, {"P01": ["tests/a.py::test_new"]})
    assert gone.startswith(
        "dsr/promises/proofs.json names tests/a.py::test_gone for P01, and no such test says so."
    )
    assert new.startswith(
        "tests/a.py::test_new says it proves P01, and dsr/promises/proofs.json does not name it."
    )
    assert not list(rules.stale({"P01": ["a"]}, {"P01": ["a"]}))


def test_a_kept_promise_without_a_test_is_found() -> None:
    (found,) = rules.unproven(["P01", "P02"], {"P02": ["tests/a.py::test_a"], "P01": []})
    assert found.startswith("P01 is said to be kept, at least in part, and no test proves it.")


KNOWN = frozenset({"shown"})
KEPT = Promise("P01", says="We do it.", how="It is done.", evidence="shown")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "P00"}, "P00 is no promise"),
        ({"says": ""}, "does not say what is promised"),
        ({"evidence": "hidden"}, "names the evidence hidden, which no function"),
        ({"evidence": ""}, "has a mechanism and no evidence"),
        ({"how": ""}, "has evidence and no mechanism"),
    ],
)
def test_a_faulty_promise_is_found(changes: dict[str, str], said: str) -> None:
    with pytest.raises(FaultyRegister, match=said):
        check((Group("all", "All", (dataclasses.replace(KEPT, **changes),)),), KNOWN)


def test_a_promise_that_is_missing_or_there_twice_is_found() -> None:
    with pytest.raises(FaultyRegister, match="The register lacks P02, P03"):
        check((Group("all", "All", (KEPT,)),), KNOWN)
    with pytest.raises(FaultyRegister, match="P01 stands in the register twice"):
        check((Group("all", "All", (KEPT, KEPT)),), KNOWN)
