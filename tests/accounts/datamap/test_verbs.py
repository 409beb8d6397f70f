"""The verbs of `manage.py datamap` are found in every app."""

import pytest

from accounts.datamap_verbs import verbs


def test_each_verb_says_what_it_does() -> None:
    found = verbs()
    assert {"apply", "check"} <= set(found)
    assert [name for name, verb in found.items() if not verb.HELP.endswith(".")] == []


@pytest.mark.parametrize(("app", "name"), [("accounts", "apply"), ("exports", "check")])
def test_a_verb_is_named_as_its_module(app: str, name: str) -> None:
    assert verbs()[name].__name__ == f"{app}.datamap_verbs.{name}"  # type: ignore[attr-defined]
