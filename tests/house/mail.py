"""What a mail's templates must be, and what must not be in them."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import VariableNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode
from django.urls import NoReverseMatch

from accounts.datamap.current import current
from tests.strict_mail import render_strictly

TRIO = ("subject.txt", "body.txt", "body.html")
GREETING = "name"
MOST_VARIABLES = 40
PERSONAL = re.compile(
    r"^(?!organisation\.)(.*[._])?(e?mail|address|phone|ip|user_agent|browser|place|location|first_name|last_name|"
    r"full_name|username|details|answer|birth\w*|subject|person|contact|user|value|to)$"
)
BASES = {"subject.txt": "", "body.txt": "email/base.txt", "body.html": "email/base.html"}


DATE_PARTS = {
    "year",
    "month",
    "day",
    "weekday",
    "hour",
    "minute",
    "second",
    "timetuple",
    "utcoffset",
    "tzinfo",
}


class Anything(str):
    """A value that looks filled in whatever a template asks of it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("__") or name in DATE_PARTS:
            raise AttributeError(name)
        return Anything(name)


def folders(templates: Path) -> list[str]:
    """Return every mail on disk as `<app>/<name>`."""
    found = (p for p in templates.glob("*/email/*") if p.is_dir())
    return sorted(f"{p.parent.parent.name}/{p.name}" for p in found)


def unregistered(on_disk: Iterable[str], registered: Iterable[str]) -> Iterator[str]:
    """Yield each folder without a registration, and each registration without a folder."""
    disk, known = set(on_disk), set(registered)
    for name in sorted(disk - known):
        app, _, short = name.partition("/")
        yield f'templates/{app}/email/{short}/ is not registered. Call mail.register("{name}", topic=…) in {app}/messages.py, or remove it.'
    for name in sorted(known - disk):
        app, _, short = name.partition("/")
        yield f"{name} is registered and has no folder templates/{app}/email/{short}/."


def incomplete(templates: Path, names: Iterable[str]) -> Iterator[str]:
    """Yield each mail that lacks one of its three files."""
    for name in names:
        app, _, short = name.partition("/")
        for file in TRIO:
            if not (templates / app / "email" / short / file).is_file():
                yield f"{name} lacks templates/{app}/email/{short}/{file}. A mail has {', '.join(TRIO)}."


def variables(template: str) -> set[str]:
    """Return what a template shows: every variable in braces, also inside translated blocks."""
    found = set()
    waiting = list(get_template(template).template.nodelist)
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            found.add(str(node.filter_expression.var))
        if isinstance(node, BlockTranslateNode):
            inner = {t.contents for t in [*node.singular, *(node.plural or [])] if t.token_type.name == "VAR"}
            found |= {str(node.extra_context[n].var) if n in node.extra_context else n for n in inner}
        for part in node.child_nodelists:
            waiting += list(getattr(node, part, None) or [])
    return found


def personal_fields(template: str, shown: Iterable[str]) -> Iterator[str]:
    """Yield each variable that would put a person's data into the mail."""
    for word in shown:
        if PERSONAL.match(word):
            yield f"{template} shows {word}. A mail holds nothing personal beyond the greeting ({GREETING}): link to the page that shows it after signing in."


def unrenderable(template: str) -> Iterator[str]:
    """Yield why a template does not render, whatever its variables are; a missing one is filled in and tried again."""
    context: dict[str, Any] = {"organisation": current().organisation, "base_url": "http://testserver"}
    for _ in range(MOST_VARIABLES):
        try:
            render_strictly(template, context)
        except (TemplateSyntaxError, TemplateDoesNotExist, NoReverseMatch) as error:
            missing = re.match(r"The variable (\w+)", str(error))
            if missing is None or missing[1] in context:
                yield f"{template}: {error}"
                return
            context[missing[1]] = Anything(missing[1])
        else:
            return
