"""Which tests prove which promise, read from their marks. Run as a module, it writes them down for the page of promises."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from tests.house.source import Module, dotted, modules

MARK = "pytest.mark.promise"
PLACE = re.compile(r"\b(?:accounts|config|consent|dsr|exports|templates|tests)(?:/[\w.]*\w)+")


def marked(found: Iterable[Module]) -> Iterator[tuple[str, str, str]]:
    """Yield place, test as `path::name` and promise, for each promise a test says it proves."""
    for module in found:
        everywhere = [
            mark
            for node in module.tree.body
            if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "pytestmark"
            for mark in ast.walk(node.value)
        ]
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for mark in [*everywhere, *node.decorator_list]:
                    for promise in _ids(mark):
                        yield module.at(node), f"{module.path}::{node.name}", promise


def _ids(mark: ast.AST) -> Iterator[str]:
    if isinstance(mark, ast.Call) and dotted(mark.func) == MARK:
        yield from (str(a.value) for a in mark.args if isinstance(a, ast.Constant))


def unknown(found: Iterable[tuple[str, str, str]], known: Iterable[str]) -> Iterator[str]:
    """Yield each mark that names no promise."""
    for place, test, promise in found:
        if promise not in known:
            yield f"{place}: {test.rpartition(':')[2]} says it proves {promise}, which is no promise of dsr/promises/register."


def written(found: Iterable[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Return the tests of each promise, as the page of promises reads them."""
    by_promise: dict[str, set[str]] = {}
    for _, test, promise in found:
        by_promise.setdefault(promise, set()).add(test)
    return {promise: sorted(by_promise[promise]) for promise in sorted(by_promise)}


def stale(kept: Mapping[str, Iterable[str]], now: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield each difference between what is written down and what the tests say."""
    again = "Run inside the environment of the tests: python -m tests.house.promises"
    for promise in sorted({*kept, *now}):
        before, after = set(kept.get(promise, ())), set(now.get(promise, ()))
        for test in sorted(before - after):
            yield f"dsr/promises/proofs.json names {test} for {promise}, and no such test says so. {again}"
        for test in sorted(after - before):
            yield f"{test} says it proves {promise}, and dsr/promises/proofs.json does not name it. {again}"


def unproven(kept: Iterable[str], proofs: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield each promise that something carries out and no test proves."""
    for promise in kept:
        if not proofs.get(promise):
            yield f"{promise} is said to be kept, at least in part, and no test proves it. Mark one with @pytest.mark.promise({promise!r})."


def misplaced(said: Mapping[str, str], files: Iterable[str]) -> Iterator[str]:
    """Yield each place a promise says it is carried out in and that is not there; `said` is `how` by promise."""
    known = set(files)
    for promise, how in said.items():
        for place in PLACE.findall(how):
            if place not in known and not any(name.startswith(f"{place}/") for name in known):
                yield f"{promise} says that {place} carries it out, and there is no such file or folder. Correct its `how`."


def main() -> None:
    """Write dsr/promises/proofs.json. Needs no settings and no database."""
    from dsr.promises.proofs import FILE

    FILE.write_text(json.dumps(written(marked(modules("tests"))), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
