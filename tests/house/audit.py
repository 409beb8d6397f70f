"""What the audit trail must and must not hold."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from tests.house.source import Module, calls, dotted

PERSONAL = re.compile(
    r"(^|_)(e?mails?|names?|phones?|address(es)?|ips?|agent_string|text|body|message|note)($|_)"
)


def actions_without_actor(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each action that could be called without saying who acts, or with arguments by position."""
    for module in modules:
        for node in public_functions(module):
            given = {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)}
            if "actor" not in given:
                yield f"{module.at(node)}: {node.name} takes no keyword-only actor. Add `*, actor: Actor`; the portal itself is SYSTEM."
            elif given["actor"] is not None:
                yield f"{module.at(node)}: {node.name} has a default actor. Remove it: nobody acts by being forgotten."
            if len(node.args.posonlyargs) + len(node.args.args) > 1:
                yield f"{module.at(node)}: {node.name} takes more than one argument by position. Put `*` after the first."


def actions_without_trace(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each action from which no call in its own module leads to `audit.record`."""
    for module in modules:
        functions = {n.name: n for n in module.tree.body if isinstance(n, ast.FunctionDef)}
        leads = {name: {dotted(c.func) for c in calls(node)} for name, node in functions.items()}
        tracing = {name for name, called in leads.items() if called & {"audit.record", "record"}}
        while more := {n for n, called in leads.items() if n not in tracing and called & tracing}:
            tracing |= more
        delegating = {n for n, called in leads.items() if called & _imported_actions(module)}
        for node in public_functions(module):
            if node.name not in tracing | delegating:
                yield (
                    f"{module.at(node)}: {node.name} changes the world and records nothing. Call audit.record with an event "
                    f"of {module.app}/audit_events.py, in its transaction, or call the action that does."
                )


def public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module that others may call."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def recorded(modules: Iterable[Module]) -> dict[str, str]:
    """Return every event name written in the code outside the registers, and where."""
    found: dict[str, str] = {}
    for module in modules:
        if module.path.endswith("/audit_events.py"):
            continue
        for node in module.strings():
            if re.fullmatch(r"[a-z]+:[a-z_]+:[a-z_]+", node.value):
                found.setdefault(node.value, module.at(node))
    return found


def unbalanced(events: Iterable[str], used: Mapping[str, str]) -> Iterator[str]:
    """Yield each event that is registered and never recorded, and each that is recorded and not registered."""
    registered = set(events)
    for name in sorted(registered - set(used)):
        yield f"{name} is registered and nothing records it. Record it, or remove it from {name.split(':')[0]}/audit_events.py."
    for name in sorted(set(used) - registered):
        yield f"{used[name]} records {name}, which is not registered. Add it to {name.split(':')[0]}/audit_events.py."


def personal_keys(events: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield each data key that sounds as if a person's data stood in it."""
    for name, keys in events.items():
        for key in keys:
            if PERSONAL.search(key):
                yield f"{name} may carry {key}, which sounds personal. The trail outlives the person: carry a code, a count or an opaque reference."


def _imported_actions(module: Module) -> set[str]:
    """Return the names by which this module calls actions of other modules."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and ".actions" in (node.module or ""):
            found |= {alias.asname or alias.name for alias in node.names}
    return found | {f"{name}.{attribute}" for name in found for attribute in _attributes(module, name)}


def _attributes(module: Module, name: str) -> set[str]:
    return {
        n.attr
        for n in ast.walk(module.tree)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == name
    }
