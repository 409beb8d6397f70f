"""Who gets through which address."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.serializers import ModelSerializer

from tests.house.source import FIRST_PARTY

SAMPLES = {"int": "987654321", "uuid": "00000000-0000-4000-8000-000000000000", "path": "987654321"}
"""What stands in an address where a number or a reference of nobody is wanted."""
SIGN_IN = ("/account/login/", "/staff/login/", "/settings/confirm/")


@dataclass(frozen=True)
class Door:
    """One address: its name, an example of it, and what answers."""

    name: str
    path: str
    view: Any

    @property
    def api_view(self) -> Any:
        """Return the class of a REST framework view, or None."""
        return getattr(self.view, "cls", None)


def doors(resolver: URLResolver | None = None, prefix: str = "/", space: str = "") -> Iterator[Door]:
    """Yield every address the portal answers, with made-up values where it takes some."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + _example(entry)
        if isinstance(entry, URLResolver):
            yield from doors(entry, path, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield Door(f"{space}{entry.name or path}", path, entry.callback)


def _example(entry: URLPattern | URLResolver) -> str:
    route = str(entry.pattern)
    route = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)", "nobody-knows-this", route)
    route = re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "nobody-knows-this"), route)
    return route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\.", ".").replace("\\", "")


def answer(client: Client, door: Door) -> HttpResponseBase:
    """Return the answer to looking at an address, or to sending an empty form where one cannot look."""
    client.raise_request_exception = False
    response = client.get(door.path)
    return client.post(door.path) if response.status_code == 405 else response


def closed(response: HttpResponseBase) -> bool:
    """Return whether the answer lets nobody in: it asks to sign in, or refuses."""
    asks = response.status_code in (301, 302) and any(p in response["Location"] for p in SIGN_IN)
    return asks or response.status_code in (401, 403)


def reason_for(name: str, public: Mapping[str, str]) -> str | None:
    """Return why an address is open to everybody, or None."""
    return next((why for pattern, why in public.items() if fnmatch(name, pattern)), None)


def open_doors(found: Iterable[tuple[Door, HttpResponseBase]], public: Mapping[str, str]) -> Iterator[str]:
    """Yield each address that lets strangers in without being on the list of those that may."""
    for door, response in found:
        if not closed(response) and reason_for(door.name, public) is None:
            yield (
                f"{door.name} ({door.path}) answers strangers with {response.status_code}. Require sign-in in its view, or "
                "name it with a reason in PUBLIC of tests/house/test_doors.py."
            )


def idle_reasons(found: Iterable[Door], public: Mapping[str, str]) -> Iterator[str]:
    """Yield each entry of the public list that opens nothing, and each without a real reason."""
    names = [door.name for door in found]
    for pattern, why in public.items():
        if not any(fnmatch(name, pattern) for name in names):
            yield f"PUBLIC of tests/house/test_doors.py names {pattern}, and no address has this name. Remove it."
        if len(why.split()) < 4:
            yield f"PUBLIC of tests/house/test_doors.py gives no reason for {pattern}."


def broken_doors(found: Iterable[tuple[Door, HttpResponseBase]]) -> Iterator[str]:
    """Yield each address that fails for somebody who just comes by."""
    for door, response in found:
        if response.status_code >= 500 and door.name != "readyz":
            yield f"{door.name} ({door.path}) fails with {response.status_code} for a stranger."


def baked_doors(found: Iterable[tuple[Door, HttpResponseBase]], needed: Mapping[str, str]) -> Iterator[str]:
    """Yield each address that puts a cookie into a stranger's browser without needing one."""
    for door, response in found:
        if response.cookies and reason_for(door.name, needed) is None:
            names = ", ".join(response.cookies)
            yield (
                f"{door.name} ({door.path}) sets {names} for a stranger. Use an origin check with a signed form token instead "
                "of a CSRF cookie, and do not touch the session."
            )


def vague_api(views: Iterable[Any], serializers: Iterable[type[Any]], public: Iterable[str]) -> Iterator[str]:
    """Yield each API view open to all, and each serializer that does not list its fields."""
    open_names = set(public)
    for view in views:
        if AllowAny in view.permission_classes and view.__name__ not in open_names:
            yield f"{view.__module__}.{view.__name__} allows everybody. Give it permission_classes, or name it in OPEN_API with a reason."
    for serializer in serializers:
        meta = getattr(serializer, "Meta", None)
        fields = getattr(meta, "fields", None)
        if not isinstance(fields, list | tuple) or hasattr(meta, "exclude"):
            yield f"{serializer.__module__}.{serializer.__name__} does not list its fields. Write them out: what is not listed must not leak."


def our_serializers() -> list[type[Any]]:
    """Return every model serializer of the portal's own."""
    found, waiting = [], list(ModelSerializer.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__.split(".")[0] in FIRST_PARTY:
            found.append(one)
    return found


def foreign_pages(site: AdminSite, excused: Mapping[str, str]) -> Iterator[str]:
    """Yield each page of the staff admin that was not written for this portal."""
    for model, page in site._registry.items():
        home = type(page).__module__
        if home.split(".")[0] not in FIRST_PARTY and home not in excused:
            yield f"{model._meta.label} has a page of {home} in the staff admin. Its views leave no trace; write one in {model._meta.app_label} or leave it out in config/admin_site.py."
