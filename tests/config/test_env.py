"""The readers of the environment: typed, forgiving about blanks, and clear about the rest."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.fixture(autouse=True)
def own_register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a test reads out of the list of real settings."""
    monkeypatch.setattr(env, "known", {})


READERS: list[tuple[Any, dict[str, Any], str, Any]] = [
    (env.text, {}, "word", "word"),
    (env.boolean, {"default": False}, "Yes", True),
    (env.boolean, {"default": True}, "off", False),
    (env.integer, {"default": 1}, "12", 12),
    (env.words, {}, " a, b ,,c ", ["a", "b", "c"]),
    (env.choice, {"default": "a", "options": ["a", "b"]}, "b", "b"),
    (env.key32, {}, "A" * 43 + "=", bytes(32)),
    (env.key32, {}, "_" * 42 + "8=", b"\xff" * 32),
    (env.path, {}, "/tmp", Path("/tmp")),
]


@pytest.mark.parametrize(("reader", "options", "given", "read"), READERS)
def test_a_value_is_read(
    reader: Any, options: Any, given: str, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_X", given)
    assert reader("CANDOR_X", "What it is.", **options) == read
    assert env.known == {"CANDOR_X": "What it is."}


def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_X", "")
    assert env.integer("CANDOR_X", "A number.", 7) == 7
    with pytest.raises(ImproperlyConfigured, match=r"CANDOR_X is not set\. It is needed: A word\."):
        env.text("CANDOR_X", "A word.")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("1.5", "is '1.5' and must be a whole number"),
        ("-1", "is -1 and must be at least 0"),
        ("99", "is 99 and must be between 0 and 9"),
    ],
)
def test_numbers_have_limits(given: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_X", given)
    most = 9 if "between" in said else None
    with pytest.raises(ImproperlyConfigured, match=rf"CANDOR_X {said}\. It sets: A number\."):
        env.integer("CANDOR_X", "A number.", 7, most=most)


def test_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://us%40er:p%2Fw@h:5433/na%20me?host=/run/pg&sslmode=require"
    )
    read = env.database("DATABASE_URL", "Where rows are.")
    assert (read["NAME"], read["USER"], read["PASSWORD"]) == ("na me", "us@er", "p/w")
    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/run/pg", "5433", {"sslmode": "require"})


@pytest.mark.parametrize("unreadable", ["postgresql://h:port/x", "postgresql://h:99999/x"])
def test_a_port_that_is_none_is_named(unreadable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", unreadable)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL has a port that is no number"):
        env.database("DATABASE_URL", "Where rows are.")


def test_the_secret_itself_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_X", "c2VjcmV0")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.key32("CANDOR_X", "A key.")
    assert "c2VjcmV0" not in str(refused.value)


def test_unknown_names_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    env.text("CANDOR_COLOUR", "A colour.", "red")
    monkeypatch.setattr("os.environ", {"CANDOR_COLOR": "x"})
    with pytest.raises(
        ImproperlyConfigured, match=r"CANDOR_COLOR is not a setting.*Did you mean CANDOR_COLOUR\?"
    ):
        env.refuse_unknown()
    monkeypatch.setattr("os.environ", {"CANDOR_COLOUR_FILE": "x", "OTHER": "y"})
    env.refuse_unknown()
