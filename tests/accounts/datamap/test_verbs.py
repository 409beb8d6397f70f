"""The verbs of `manage.py datamap` are found in every app."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.datamap_verbs import verbs


def test_each_verb_says_what_it_does() -> None:
    found = verbs()
    assert {"apply", "check"} <= set(found)
    assert [name for name, verb in found.items() if not verb.HELP.endswith(".")] == []


@pytest.mark.parametrize(("app", "name"), [("accounts", "apply"), ("exports", "check")])
def test_a_verb_is_named_as_its_module(app: str, name: str) -> None:
    assert verbs()[name].__name__ == f"{app}.datamap_verbs.{name}"  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("command", "named"),
    [
        (("datamap", "apply", "--effective", "30.11.2026"), "--effective"),
        (("datamap", "as-of", "30.11.2026"), "date"),
        (("datamap", "california", "--on", "30.11.2026"), "--on"),
        (("policy", "publish", "no.md", "--class", "editorial", "--summary", "x", "--effective", "30.11.2026"), "--effective"),
    ],
)  # fmt: skip
def test_a_bad_day_is_said_with_the_option_what_was_given_and_what_is_expected(
    command: tuple[str, ...], named: str
) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*command, stdout=StringIO())
    assert str(refused.value) == (
        f"Error: argument {named}: '30.11.2026' is no day. Write it as in 2026-11-30."
    )


@pytest.mark.django_db
def test_a_good_day_is_taken() -> None:
    said = StringIO()
    call_command("datamap", "apply", "--effective", "2026-11-30", stdout=said)
    assert "in force from 2026-11-30" in said.getvalue()
