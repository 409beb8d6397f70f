"""Which way the apps may refer to each other."""

import ast
import re
from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models import Model

from tests.house.source import FIRST_PARTY, Module

FLOORS = {"accounts": 0, "consent": 1, "exports": 1, "dsr": 2, "config": 3}
CHOICES = (
    "References point down: config → dsr → consent | exports → accounts. Call a lower app's action, let the lower "
    "app send a signal that the higher one receives, or move the code to the app that may know both."
)
SCRIPTS = {"manage.py"}
DOTTED = re.compile(rf"^({'|'.join(FIRST_PARTY)})(\.\w+)+$")


def allowed(here: str, there: str) -> bool:
    """Return whether one app may refer to another: itself, or a lower floor; siblings may not."""
    return here == there or FLOORS[here] > FLOORS[there]


def imported(module: Module) -> Iterator[tuple[ast.stmt, str, bool]]:
    """Yield every import of our own packages: the statement, the dotted target, whether it hides in a function."""
    hidden = {
        id(inner)
        for outer in ast.walk(module.tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(module.tree):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.package.split(".")
                base = ".".join([*parts[: len(parts) - node.level + 1], base]).strip(".")
            targets = [base]
        for target in targets:
            if target.split(".")[0] in FIRST_PARTY:
                yield node, target, id(node) in hidden


def upward_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each import that points up or sideways."""
    for module in modules:
        for node, target, _ in imported(module):
            if not allowed(module.app, target.split(".")[0]):
                yield f"{module.at(node)} imports {target}. {CHOICES}"


def hidden_imports(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each import of our own code inside a function, where it would hide a circle."""
    for module in modules:
        for node, target, hidden in imported(module):
            if hidden and module.path not in SCRIPTS:
                yield (
                    f"{module.at(node)} imports {target} inside a function. Import it at the top; if that is a circle, "
                    "move what both need into a module of its own."
                )


def upward_names(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each dotted text that names something of a higher app."""
    for module in modules:
        for node in module.strings():
            match = DOTTED.match(node.value)
            if match and not allowed(module.app, match[1]):
                yield f"{module.at(node)} names {node.value} in a text. {CHOICES}"


def upward_relations(models: Iterable[type[Model]]) -> Iterator[str]:
    """Yield each relation from a model of ours to a model of a higher or sibling app."""
    for model in models:
        here = model._meta.app_label
        if here not in FLOORS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if target is None or isinstance(target, str) or field.auto_created:
                continue
            there = target._meta.app_label
            if there in FLOORS and not allowed(here, there):
                yield f"{model._meta.label}.{field.name} refers to {target._meta.label}. {CHOICES}"


def our_models() -> list[type[Model]]:
    """Return the models of the four apps."""
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in FLOORS]
