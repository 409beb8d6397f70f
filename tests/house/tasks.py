"""What a background task may look like."""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from celery import Celery, Task
from django.apps import apps

from accounts.jobs import Job
from tests.house.source import APPS, Module, calls, dotted

IDS = (int, str)
"""What may travel in a message: a row's number, or an opaque reference. UUIDs travel as text."""
MOST_STATEMENTS = 5
SCHEDULE = "config/celery.py"


def our_tasks(app: Celery) -> dict[str, Task]:
    """Return the tasks of the four apps by name."""
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if name.split(".")[0] in APPS}


def bad_signatures(tasks: Mapping[str, Task]) -> Iterator[str]:
    """Yield each task argument that is not plainly an id."""
    for name, task in tasks.items():
        hints = get_type_hints(task.run)
        for parameter in inspect.signature(task.run).parameters.values():
            kind = hints.get(parameter.name)
            if not _is_id(kind):
                yield (
                    f"{name}: the argument {parameter.name} is {_spelled(kind)}. Pass a row's id (int) or an opaque reference "
                    "(str) and look the rest up in the worker: messages must hold nothing personal and nothing stale."
                )


def not_late(tasks: Mapping[str, Task]) -> Iterator[str]:
    """Yield each task whose message is lost with its worker, or that keeps a result."""
    for name, task in tasks.items():
        if not task.acks_late or not task.reject_on_worker_lost:
            yield f"{name} acknowledges early. Remove its own acks_late: {SCHEDULE} says late for all."
        if task.serializer != "json":
            yield f"{name} is serialised as {task.serializer}. Remove its own serializer: JSON only."
        if not task.ignore_result:
            yield f"{name} keeps a result. Remove its own ignore_result: the row is the result."


def thick_tasks(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each task with a longer body than a call of one function needs, and each one outside a tasks.py."""
    for module in modules:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.FunctionDef) or not any(_is_task(d) for d in node.decorator_list):
                continue
            body = [s for s in ast.walk(node) if isinstance(s, ast.stmt) and s is not node]
            count = sum(not _is_documentation(s) for s in body)
            if count > MOST_STATEMENTS:
                yield f"{module.at(node)}: the task {node.name} has {count} statements. Keep {MOST_STATEMENTS}: take an id, call one function."
            if not module.path.endswith("/tasks.py"):
                yield f"{module.at(node)}: the task {node.name} stands outside tasks.py, where nobody looks for it. Move it."


def scattered_schedules(modules: Iterable[Module]) -> Iterator[str]:
    """Yield each place outside the one schedule that schedules something periodically."""
    for module in modules:
        if module.path == SCHEDULE:
            continue
        for node in ast.walk(module.tree):
            name = dotted(node)
            if name.split(".")[-1] in {"add_periodic_task", "crontab", "periodic_task"} or _sets_schedule(
                node
            ):
                yield f"{module.at(node)} schedules something. The whole schedule stands in {SCHEDULE}."


def _sets_schedule(node: ast.AST) -> bool:
    """Tell a change of the schedule from a look at it."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
        return dotted(node.value).endswith("beat_schedule")
    return (
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "beat_schedule"
    )


def broken_schedule(schedule: Mapping[str, Any], tasks: Mapping[str, Task]) -> Iterator[str]:
    """Yield each entry of the schedule that names no task, passes arguments, or is not in its place in the order."""
    for entry, said in schedule.items():
        if said["task"] not in tasks:
            yield f"{SCHEDULE}: {entry} names {said['task']}, which is no task. Tasks: {', '.join(sorted(tasks))}."
        elif inspect.signature(tasks[said["task"]].run).parameters:
            yield f"{SCHEDULE}: {entry} names {said['task']}, which needs an argument. Schedule a task that finds its own work."
        elif extra := {"args", "kwargs"} & set(said):
            yield f"{SCHEDULE}: {entry} passes {', '.join(sorted(extra))}. A scheduled task finds its own work."
    if list(schedule) != sorted(schedule):
        yield f"{SCHEDULE}: sort the schedule by name, so that two people adding to it meet in the diff."


def unscheduled(schedule: Mapping[str, Any], tasks: Mapping[str, Task], started: set[str]) -> Iterator[str]:
    """Yield each task that neither the schedule nor any code starts."""
    planned = {said["task"] for said in schedule.values()}
    for name in tasks:
        if name not in planned and name.split(".")[-1] not in started:
            yield f"Nothing starts {name}. Add it to {SCHEDULE}, nudge it from an action, or remove it."


def started_names(modules: Iterable[Module]) -> set[str]:
    """Return the names of everything the code delays or hands on as something to delay."""
    found = set()
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "s", "si"}:
                found.add(dotted(node.value).split(".")[-1])
        for call in calls(module.tree):
            if dotted(call.func).split(".")[-1] in {"nudge", "register"}:
                found |= {dotted(argument).split(".")[-1] for argument in call.args}
    return found


def unswept(registry: Mapping[type[Job], Any], models: Iterable[type[Any]]) -> Iterator[str]:
    """Yield each job model that the sweeper does not know."""
    for model in models:
        if issubclass(model, Job) and model not in registry:
            yield (
                f"{model._meta.label} is a job and nobody rescues it. Call sweep.register({model.__name__}, task) "
                f"in the ready() of {model._meta.app_label}/apps.py."
            )
    for model, task in registry.items():
        if not isinstance(task, Task):
            yield f"{model._meta.app_label}/apps.py registers {task!r} for {model.__name__}. Give sweep.register the task itself, not its delay."


def job_models() -> list[type[Job]]:
    """Return every installed job model."""
    return [m for m in apps.get_models() if issubclass(m, Job)]


def _is_id(kind: Any) -> bool:
    if get_origin(kind) in (Union, UnionType):
        return all(_is_id(part) for part in get_args(kind) if part is not NoneType)
    return kind in IDS


def _spelled(kind: Any) -> str:
    if kind is None:
        return "not annotated"
    if kind is UUID:
        return "a UUID, which arrives as text"
    return getattr(kind, "__name__", str(kind))


def _is_task(decorator: ast.expr) -> bool:
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return dotted(target).split(".")[-1] in {"shared_task", "task"}


def _is_documentation(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
