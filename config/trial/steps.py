"""What has to be done before a trial can serve, in order. To add a step, add a line to STEPS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.trial.folder import TrialFolder, fingerprint
from config.trial.runner import Runner


@dataclass(frozen=True)
class Step:
    """One command, run again when a file it depends on has changed or a step before it has run.

    Every step must be safe to repeat. With `tell`, what it prints belongs in the summary; with `aloud` it is shown at once.
    """

    title: str
    command: tuple[str, ...]
    depends_on: tuple[str, ...]
    tell: bool = False
    aloud: bool = False
    files: tuple[Path, ...] = ()
    """Files outside the checkout that it depends on as well."""


TABLES = Step(
    "Tables",
    ("manage.py", "migrate", "--database", "owner", "--no-input"),
    ("*/migrations/*.py", "requirements/runtime.txt", "accounts/roles.py"),
)
SIGN_INS = Step("Sign-ins", ("manage.py", "trial_people"), ("config/sign_ins/*.py",), tell=True)
APPLY = ("manage.py", "datamap", "apply")
STEPS = (
    TABLES,
    Step("Sample company", ("-m", "config.trial.platform"), ("config/example/platform/*",)),
    Step(
        "Data map",
        APPLY,
        ("config/portal.yaml", "config/example/*.yaml", "*/personal_data.py"),
    ),
    Step("People", ("manage.py", "subjects", "sync", "platform"), ()),
    SIGN_INS,
    Step("States", ("manage.py", "trial_states"), ("config/states/*.py", "config/example/policy/*.md")),
)


def own_steps(maps: tuple[Path, ...]) -> tuple[Step, ...]:
    """Return the steps for an operator's own data maps: their map, their people, and sign-ins for staff to look around."""
    return (
        TABLES,
        Step("Data map", APPLY, ("config/portal.yaml", "*/personal_data.py"), aloud=True, files=maps),
        Step("People", ("manage.py", "trial_roster"), (), aloud=True),
        SIGN_INS,
    )


def take_steps(runner: Runner, folder: TrialFolder, maps: tuple[Path, ...] = ()) -> list[str]:
    """Take the steps that are due and return what is to be told; raise StepError when one fails."""
    told: list[str] = []
    changed = False
    for step in own_steps(maps) if maps else STEPS:
        inputs = fingerprint(runner.root, step.depends_on, step.files)
        before = folder.remembered(step.title) or {}
        if not changed and before.get("inputs") == inputs and before.get("command") == list(step.command):
            told += before.get("told", [])
            continue
        changed = True
        folder.remember(**{step.title: None})
        lines = runner.run(step.title, step.command)
        said = [line for line in lines if line.strip()]
        for line in said if step.aloud else ():
            runner.screen.show(f"  {line}")
        kept = said if step.tell else []
        folder.remember(**{step.title: {"inputs": inputs, "command": step.command, "told": kept}})
        told += kept
    if not changed:
        sample = "" if maps else "sample company, "
        runner.screen.show(f"Nothing to prepare: tables, {sample}data map and people are as they were")
    return told
