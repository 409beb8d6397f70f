"""Small habits of the code that keep it readable and its data safe."""

import ast
import re
from collections.abc import Iterable, Iterator
from statistics import median

from tests.house.source import Module, calls, dotted

MOST_LINES = 400
VAGUE = ("utils", "helpers", "common", "services", "misc", "util", "helper")
CLOCK = "accounts/clock.py"
TIME = re.compile(r"(^|\.)(timezone\.(now|localdate)|datetime\.(now|utcnow|today)|date\.today|time\.time)$")
TIME_BY_TRADE = {
    "config/bootstrap": "runs before Django, and measures the machine's own time",
    "config/servers": "waits for servers in the machine's own time",
    "config/trial": "sets the trial's clock, so it cannot read it from there",
    "config/testing": "measures the machine's own time",
}
WRITES = {
    "save",
    "create",
    "delete",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delay",
    "apply_async",
}
DOORS = ("views", "tasks", "admin", "api", "serializers", "forms")
PERSONAL = re.compile(
    r"(^|[._])(e?mail|address|phone|name|ip|remote_addr|password|token|secret|code_plain|value|identifier|payload|body|"
    r"user|subject|person|POST|GET|data|headers)$"
)

NO_PERSON = {"task.name", "store.name", "model.__name__"}
"""What ends in a personal word and names a thing of the program."""


def long_modules(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each module past the limit."""
    for module in modules:
        lines = module.text.count("\n")
        if lines > MOST_LINES:
            yield f"{module.path} has {lines} lines; {MOST_LINES} is the limit. Split it by what changes together."


def median_lines(modules: Iterable[Module]) -> int:
    """Return the median length of the modules that hold more than three lines."""
    return int(median([n for m in modules if (n := m.text.count("\n")) > 3]))


def vague_modules(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each module whose name says nothing about what is in it."""
    for module in modules:
        if set(module.path.removesuffix(".py").split("/")) & set(VAGUE):
            yield f"{module.path} is a drawer for anything. Name it after what it does, or put its parts where they are used."


def other_clocks(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each place that asks another clock than the portal's."""
    for module in modules:
        if module.path == CLOCK or any(module.path.startswith(place) for place in TIME_BY_TRADE):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and TIME.search(dotted(node)):
                yield f"{module.at(node)} asks {dotted(node)}. Use now() or today() of accounts.clock, which the trial and the tests can move."


def writing_doors(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each write in a view, task, admin or API module."""
    for module in modules:
        for call in calls(module.tree):
            name = dotted(call.func)
            receiver, _, verb = name.rpartition(".")
            if verb in WRITES and _is_row(receiver, call):
                yield f"{module.at(call)} calls {name or '….' + verb}(). Call one function of {module.app}/actions/ instead: every door uses the same one."


def _is_row(receiver: str, call: ast.Call) -> bool:
    """Tell a row or queryset from a dictionary, a set, a cache or a parent class."""
    if receiver.startswith("super") or isinstance(call.func, ast.Name):
        return False
    innermost = call.func
    while isinstance(innermost, ast.Attribute | ast.Call | ast.Subscript):
        innermost = innermost.func if isinstance(innermost, ast.Call) else innermost.value
        if isinstance(innermost, ast.Name) and innermost.id == "super":
            return False
    last = receiver.rpartition(".")[2]
    return last not in {
        "cache",
        "context",
        "data",
        "initial",
        "headers",
        "extra",
        "kwargs",
        "form",
        "attrs",
        "seen",
        "session",
        "digest",
    }


def talkative_logs(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each log call that formats its own text or is given something that may be personal."""
    for module in modules:
        for call in calls(module.tree):
            receiver, _, verb = dotted(call.func).rpartition(".")
            if verb not in {"debug", "info", "warning", "error", "exception", "critical", "log"}:
                continue
            if receiver.split(".")[-1] not in {"log", "logger", "logging"}:
                continue
            texts = call.args[1:] if verb == "log" else call.args
            if texts and not isinstance(texts[0], ast.Constant):
                yield f"{module.at(call)} builds its message. Write a constant text with %s places, so that logs can be grouped and read."
            for argument in texts[1:]:
                word = dotted(argument) or ast.unparse(argument)
                if word in NO_PERSON:
                    continue
                if PERSONAL.search(word.split("(")[-1].rstrip(")")):
                    yield f"{module.at(call)} logs {word}. Logs hold nothing personal: log a row's number, a reference or a code."
            if any(k.arg == "extra" for k in call.keywords):
                yield f"{module.at(call)} hides values in extra. Name them in the text, where a reader sees that none is personal."
