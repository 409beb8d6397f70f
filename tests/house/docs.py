"""What the READMEs must name, and that what they name exists. Run as a module, it writes the table of settings."""

import ast
import importlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping

from config import env
from tests.house.source import ROOT, Module, calls, dotted, modules

BEGIN = "<!-- settings: kept by tests/house/test_docs.py -->"
END = "<!-- end of settings -->"
READERS = {"text", "boolean", "integer", "words", "choice", "key32", "database", "path"}
STATE_CLASSES = {"State", "Stage", "JobState"}
NAMED = re.compile(r"`([^`\n]+)`|\]\(([^)\s]+)\)")
FILE = re.compile(r"^[\w.-]+(/[\w.-]+)+/?$|^[\w-]+\.(py|yaml|toml|md)$")


def settings(found: Iterable[Module]) -> dict[str, tuple[str, str]]:
    """Return every variable that settings read, with its meaning and its default as written in the code."""
    read: dict[str, tuple[str, str]] = {}
    for module in found:
        for call in calls(module.tree):
            if dotted(call.func).removeprefix("env.") in READERS and len(call.args) >= 2:
                name, meaning = call.args[0], call.args[1]
                if isinstance(name, ast.Constant) and isinstance(meaning, ast.Constant):
                    read[name.value] = (meaning.value, _default(call))
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.AugAssign)
                and dotted(node.target) == "env.known"
                and isinstance(node.value, ast.Dict)
            ):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    read[ast.literal_eval(key)] = (ast.literal_eval(value), "")  # type: ignore[arg-type]
    return read


def _default(call: ast.Call) -> str:
    given = (
        call.args[2]
        if len(call.args) > 2
        else next((k.value for k in call.keywords if k.arg == "default"), None)
    )
    if given is None:
        return "" if dotted(call.func).endswith("words") else "needed"
    if isinstance(given, ast.Constant):
        value = given.value
        return (
            {True: "yes", False: "no"}[value]
            if isinstance(value, bool)
            else str(value or "").replace("b''", "")
        )
    return ""


def table(read: Mapping[str, tuple[str, str]]) -> str:
    """Return the table of settings as it stands in the README."""
    lines = ["| variable | what it sets | if not given |", "| --- | --- | --- |"]
    for name in sorted(read, key=lambda n: (n.startswith("CANDOR_"), n)):
        meaning, default = read[name]
        shown = default if default in ("", "needed", "yes", "no") else f"`{default}`"
        lines.append(f"| `{name}` | {meaning} | {shown} |")
    return "\n".join(lines)


def with_table(readme: str, made: str) -> str:
    """Return the README with the table of settings in its place."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


def missing_files(path: str, text: str, files: Iterable[str]) -> Iterator[str]:
    """Yield each file or folder that a page names and that is not there, from the top or from beside the page."""
    known = set(files)
    known |= {parent for name in known for parent in _parents(name)}
    above = ["", *(f"{folder}/" for folder in _parents(path))]
    for match in NAMED.finditer(text):
        word = (match[1] or match[2]).rstrip("/").removeprefix("./")
        if match[2] and word.startswith(("http", "#")):
            continue
        if match[1] and (not FILE.match(match[1]) or word.startswith(".")):
            continue
        forms = (word, f"{word}.py", f"{word.rpartition('.')[0]}.py")
        if any(f"{folder}{form}" in known for folder in above for form in forms):
            continue
        if "/" not in word and any(name.endswith(f"/{word}") for name in known):
            continue
        yield f"{path} names {word}, which does not exist. Correct the page."


def _parents(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def unnamed(path: str, text: str, wanted: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield each thing that an app has and its page does not name; `wanted` is words by what they are."""
    words = set(re.findall(r"[\w:]+", text))
    for kind, names in wanted.items():
        for name in sorted(names):
            if name not in words:
                yield f"{path} does not name the {kind} `{name}`. Say what it is for."


def states(found: Iterable[Module]) -> dict[str, set[str]]:
    """Return the states written in each app's code: values of classes named State, Stage or JobState."""
    by_app: dict[str, set[str]] = {}
    for module in found:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and node.name in STATE_CLASSES:
                for line in node.body:
                    if isinstance(line, ast.Assign) and (value := _first_text(line.value)):
                        by_app.setdefault(module.app, set()).add(value)
    return by_app


def _first_text(node: ast.expr) -> str:
    first = node.elts[0] if isinstance(node, ast.Tuple) else node
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def pages(files: Iterable[str]) -> list[str]:
    """Return every README that explains the program."""
    return [name for name in files if name.rpartition("/")[2] == "README.md"]


def all_settings() -> dict[str, tuple[str, str]]:
    """Return what any settings module reads: seen in the code, and seen when it ran."""
    ran = {name: (meaning, "") for name, meaning in env.known.items()}
    return ran | settings(modules("config"))


def main() -> None:
    """Write the table of settings into the README. Needs DJANGO_SETTINGS_MODULE and what it reads."""
    importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), table(all_settings())), encoding="utf-8")


if __name__ == "__main__":
    main()
