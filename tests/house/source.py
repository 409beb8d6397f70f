"""The portal's own source, read once, for the guards to look at."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "consent", "exports", "dsr")
FIRST_PARTY = (*APPS, "config")


@dataclass(frozen=True)
class Module:
    """One Python file: where it is and what it says. A red companion makes one from a text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed file."""
        return ast.parse(self.text, self.path)

    @property
    def app(self) -> str:
        """Return the top-level package."""
        return self.path.split("/", 1)[0]

    @property
    def name(self) -> str:
        """Return the dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def package(self) -> str:
        """Return the package that relative imports count from."""
        return self.name if self.path.endswith("/__init__.py") else self.name.rpartition(".")[0]

    @cached_property
    def docstrings(self) -> frozenset[int]:
        """Return the ids of the nodes that are documentation and not code."""
        holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, holders):
                found |= {
                    id(s.value)
                    for s in node.body
                    if isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)
                }
        return frozenset(found)

    def strings(self) -> Iterator[ast.Constant]:
        """Yield every text in the code that is no documentation."""
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in self.docstrings
            ):
                yield node

    def at(self, node: ast.AST) -> str:
        """Return `file:line` of a node."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@cache
def committed() -> tuple[str, ...]:
    """Return every file of the checkout that is not ignored; without Git, every file outside the made folders."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        made = {".venv", ".trial", ".cache", "__pycache__", ".git", "staticfiles", "htmlcov"}
        paths = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
        listed = [p.as_posix() for p in paths if not made & set(p.parts) and not p.parts[0].startswith(".")]
    return tuple(sorted(p for p in set(listed) if (ROOT / p).is_file()))


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Return the Python files of these top-level packages (the portal's own by default), migrations left out."""
    wanted = packages or FIRST_PARTY
    return tuple(
        Module(path, (ROOT / path).read_text(encoding="utf-8"))
        for path in committed()
        if path.endswith(".py") and path.split("/", 1)[0] in wanted and "/migrations/" not in path
    )


def named(*names: str) -> tuple[Module, ...]:
    """Return the apps' modules with this file name, or inside a package of this name."""
    return tuple(
        m
        for m in modules(*APPS)
        if any(m.path.split("/", 1)[1].split("/")[-1] == f"{n}.py" or f"/{n}/" in m.path for n in names)
    )


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield every call in a piece of code."""
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of names, with "" for whatever is no name."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def told(problems: Iterable[str]) -> str:
    """Return the problems as one message, one a line; empty when there is none."""
    return "\n".join(problems)
