"""Every action says who acts and leaves a trace; no trace holds anything personal."""

import pytest

from accounts import audit
from tests.house import audit as rules
from tests.house.source import APPS, Module, modules, named, told

ACTIONS = named("actions")


def test_every_action_says_who_acts() -> None:
    assert not told(rules.actions_without_actor(ACTIONS))


def test_every_action_leaves_a_trace() -> None:
    assert not told(rules.actions_without_trace(ACTIONS))


def test_events_and_records_match() -> None:
    assert "accounts:datamap:applied" in audit.events
    assert not told(rules.unbalanced(audit.events, rules.recorded(modules(*APPS, "config"))))


def test_no_key_is_personal() -> None:
    assert not told(rules.personal_keys(audit.events))


def action(signature: str, body: str = "    audit.record('dsr:thing:done', actor=actor)") -> Module:
    return Module(
        "dsr/actions/things.py", f"from accounts import audit\n\ndef do_thing({signature}):\n{body}\n"
    )


@pytest.mark.parametrize(
    ("signature", "said"),
    [
        ("thing", "takes no keyword-only actor"),
        ("thing, actor", "takes no keyword-only actor"),
        ("thing, *, actor=SYSTEM", "has a default actor"),
        ("thing, other, *, actor", "takes more than one argument by position"),
    ],
)
def test_an_action_of_nobody_is_found(signature: str, said: str) -> None:
    found = list(rules.actions_without_actor([action(signature)]))
    assert any(f"dsr/actions/things.py:3: do_thing {said}" in line for line in found)
    assert not list(rules.actions_without_actor([action("thing, *, actor")]))


def test_an_action_without_trace_is_found() -> None:
    (found,) = rules.actions_without_trace([action("thing, *, actor", "    thing.save()")])
    assert "do_thing changes the world and records nothing" in found
    indirect = Module(
        "dsr/actions/things.py",
        "def do_thing(t, *, actor):\n    _do(t)\n\ndef _do(t):\n    audit.record('x')\n",
    )
    assert not list(rules.actions_without_trace([indirect]))
    delegated = Module(
        "dsr/actions/things.py",
        "from exports.actions import packages\n\ndef do_thing(t, *, actor):\n    packages.request(t)\n",
    )
    assert not list(rules.actions_without_trace([delegated]))


def test_events_and_records_that_do_not_match_are_found() -> None:
    used = rules.recorded([action("thing, *, actor")])
    idle, unknown = rules.unbalanced(["dsr:thing:forgotten"], used)
    assert idle.startswith("dsr:thing:forgotten is registered and nothing records it.")
    assert unknown.startswith("dsr/actions/things.py:4 records dsr:thing:done, which is not registered.")


@pytest.mark.parametrize("key", ["email", "new_email", "ip", "ip_address", "display_name", "phones", "note"])
def test_a_personal_key_is_found(key: str) -> None:
    (found,) = rules.personal_keys({"dsr:thing:done": [key]})
    assert f"may carry {key}, which sounds personal" in found
    assert not list(rules.personal_keys({"dsr:thing:done": ["count", "recipient", "ship", "right"]}))
