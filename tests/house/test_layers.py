"""Imports, relations and dotted texts point down only."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.house.layers import (
    allowed,
    hidden_imports,
    our_models,
    upward_imports,
    upward_names,
    upward_relations,
)
from tests.house.source import ROOT, Module, modules, told


def test_imports_point_down() -> None:
    assert not told(upward_imports(modules()))


def test_no_import_hides_in_a_function() -> None:
    assert not told(hidden_imports(modules()))


def test_texts_name_nothing_above() -> None:
    assert not told(upward_names(modules()))


def test_relations_point_down() -> None:
    assert len(our_models()) > 5
    assert not told(upward_relations(our_models()))


def test_the_contract_holds() -> None:
    """What pyproject.toml promises, judged by import-linter itself."""
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as main; main()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("here", "there", "may"),
    [
        ("dsr", "exports", True),
        ("exports", "accounts", True),
        ("exports", "exports", True),
        ("accounts", "consent", False),
        ("exports", "consent", False),
        ("consent", "exports", False),
        ("dsr", "config", False),
    ],
)
def test_the_floors(here: str, there: str, may: bool) -> None:
    assert allowed(here, there) is may


@pytest.mark.parametrize(
    "line",
    ["from dsr.models import X", "import consent.mail", "from config import env", "from ..dsr import models"],
)
def test_an_upward_import_is_found(line: str) -> None:
    found = list(upward_imports([Module("accounts/bad.py", f"import json\n{line}\n")]))
    assert len(found) == 1
    assert found[0].startswith("accounts/bad.py:2 imports ")
    assert "config → dsr → consent | exports → accounts" in found[0]


def test_a_hidden_import_is_found() -> None:
    bad = Module("dsr/bad.py", "def run():\n    from accounts import audit\n")
    (found,) = hidden_imports([bad])
    assert found.startswith("dsr/bad.py:2 imports accounts inside a function. Import it at the top;")


def test_an_upward_text_is_found() -> None:
    bad = Module(
        "accounts/bad.py", '"""Names dsr.models freely."""\nTASK = "dsr.tasks.run"\nFINE = "accounts.User"\n'
    )
    (found,) = upward_names([bad])
    assert found.startswith("accounts/bad.py:2 names dsr.tasks.run in a text.")


def test_an_upward_relation_is_found() -> None:
    with isolate_apps("accounts", "dsr"):

        class Above(models.Model):
            class Meta:
                app_label = "dsr"

        class Below(models.Model):
            above = models.ForeignKey(Above, models.CASCADE)

            class Meta:
                app_label = "accounts"

    (found,) = upward_relations([Above, Below])
    assert found.startswith("accounts.Below.above refers to dsr.Above.")
    assert not any(m.__name__ == "Below" for m in apps.get_models())
