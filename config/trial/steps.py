"""What has to be done before a trial can serve, in order. To add a step, add a line to STEPS."""

from __future__ import annotations

from dataclasses import dataclass

from config.trial.folder import TrialFolder, fingerprint
from config.trial.runner import Runner


@dataclass(frozen=True)
class Step:
    """One command, run again when a file it depends on has changed or a step before it has run.

    Every step must be safe to repeat. With `tell`, what it prints belongs in the summary.
    """

    title: str
    command: tuple[str, ...]
    depends_on: tuple[str, ...]
    tell: bool = False


STEPS = (
    Step(
        "Tables",
        ("manage.py", "migrate", "--database", "owner", "--no-input"),
        ("*/migrations/*.py", "requirements/runtime.txt", "accounts/roles.py"),
    ),
    Step("Sample company", ("-m", "config.trial.platform"), ("config/example/platform/*",)),
    Step(
        "Data map",
        ("manage.py", "datamap", "apply"),
        ("config/portal.yaml", "config/example/*.yaml", "*/personal_data.py"),
    ),
    Step("People", ("manage.py", "subjects", "sync", "platform"), ()),
    Step("Sign-ins", ("manage.py", "trial_people"), ("config/sign_ins/*.py",), tell=True),
    Step("States", ("manage.py", "trial_states"), ("config/states/*.py", "config/example/policy/*.md")),
)


def take_steps(runner: Runner, folder: TrialFolder) -> list[str]:
    """Take the steps that are due and return what is to be told; raise StepError when one fails."""
    told: list[str] = []
    changed = False
    for step in STEPS:
        inputs = fingerprint(runner.root, step.depends_on)
        before = folder.remembered(step.title) or {}
        if not changed and before.get("inputs") == inputs and before.get("command") == list(step.command):
            told += before.get("told", [])
            continue
        changed = True
        folder.remember(**{step.title: None})
        lines = runner.run(step.title, step.command)
        kept = [line for line in lines if line.strip()] if step.tell else []
        folder.remember(**{step.title: {"inputs": inputs, "command": step.command, "told": kept}})
        told += kept
    if not changed:
        runner.screen.show("Nothing to prepare: tables, sample company, data map and people are as they were")
    return told
