"""What a mail's templates must be, and what must not be in them."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import VariableNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode
from django.urls import NoReverseMatch

from accounts import mail
from accounts.datamap.current import current
from accounts.datamap.words import CLASSES
from accounts.mail import BY_SENDER, Letter
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


OPTIONAL = "digest"
"""A topic that people can switch off, for messages whose topic the sender names."""
LOADED = re.compile(
    r"<(?:img|picture|video|audio|iframe|embed|object|link|script)\b|\bbackground=|url\(", re.IGNORECASE
)
LINK = re.compile(r"""(?:href=["']|^|\s)(https?://[^\s"'<>]+)""", re.MULTILINE)


def filled_in(name: str) -> Letter:
    """Return the message made with a value for whatever its templates ask for."""
    context: dict[str, Any] = {}
    topic = OPTIONAL if mail.templates[name].topic == BY_SENDER else ""
    for _ in range(MOST_VARIABLES):
        try:
            return mail.compose(name, to="reader@example.org", context=context, topic=topic)
        except TemplateSyntaxError as error:
            missing = re.match(r"The variable (\w+)", str(error))
            if missing is None or missing[1] in context:
                raise
            context[missing[1]] = Anything(missing[1])
    raise AssertionError(f"{name} asks for more than {MOST_VARIABLES} variables.")


def lacking(letter: Letter, base_url: str) -> Iterator[str]:
    """Yield each thing that every mail must say and this one does not, in either of its forms."""
    topic = current().topics[letter.template.topic]
    organisation = current().organisation
    wanted = {
        "the postal address": [organisation.name, *organisation.address],
        "its number": [letter.link.reference],
        "its topic and class": [topic.name, str(CLASSES[topic.message_class])],
        "why it cannot be switched off, or how": [
            topic.reason or f"{base_url}/unsubscribe/{letter.link.token}"
        ],
        "the way to the preferences": [f"{base_url}/preferences/{letter.link.token}/"],
        "the page that checks it": [f"{base_url}/genuine/"],
    }
    for form, body in _forms(letter).items():
        for what, words in wanted.items():
            if not all(word in unescape(body) for word in words):
                yield f"The {form} of {letter.template.name} lacks {what}. Extend {BASES[f'body.{form}']}, whose end says it, and leave its blocks be."


def following(letter: Letter, base_url: str) -> Iterator[str]:
    """Yield what in a mail would tell that, or by whom, it was read: whatever is loaded, and links with more in them than the token."""
    name = letter.template.name
    for form, body in _forms(letter).items():
        if found := LOADED.search(body):
            yield f"The {form} of {name} loads something ({found.group()}). Our mail has no pictures and counts no opening."
        for link in LINK.findall(unescape(body)):
            plain = link.replace(letter.link.token, "")
            if (
                not plain.startswith(base_url)
                or re.search(r"[?&][^=]+=", plain)
                or letter.link.reference in plain
            ):
                yield f"The {form} of {name} links to {plain}, which names somebody else's server or who follows the link. Link to our pages, with the signed token and nothing else."


def _forms(letter: Letter) -> dict[str, str]:
    ((html, _kind),) = letter.alternatives
    return {"txt": str(letter.body), "html": str(html)}
