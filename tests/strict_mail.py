"""Let every mail a test sends fail on a variable that nobody filled in, instead of leaving a gap."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.backends.django import DjangoTemplates


class Missing(str):
    """What Django puts where a variable is missing: asked how to show itself, it raises with the variable's name."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise TemplateSyntaxError(f"The variable {name} is not in the mail's context.")


@cache
def strict_engine() -> DjangoTemplates:
    """Return the portal's template engine, except that a missing variable raises."""
    given: dict[str, Any] = deepcopy({k: v for k, v in settings.TEMPLATES[0].items() if k != "BACKEND"})
    given["NAME"] = "strict"
    given["OPTIONS"]["string_if_invalid"] = Missing("missing")
    return DjangoTemplates(given)


def render_strictly(name: str, context: dict[str, Any]) -> str:
    """Render a template. Raise TemplateSyntaxError, naming it, for a variable that is not there."""
    return str(strict_engine().get_template(name).render(context))


@pytest.fixture(autouse=True, scope="session")
def _strict_mail() -> Iterator[None]:
    """Render mails strictly in the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.mail.render_to_string", render_strictly)
        yield
