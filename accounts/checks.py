"""System checks: the portal refuses to serve when the data map and the models disagree."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, register

from accounts.clock import today
from accounts.datamap.coverage import problems
from accounts.datamap.current import current
from accounts.datamap.errors import DataMapError, nearest
from accounts.datamap.reviews import doubts
from accounts.datamap.unfinished import unfinished
from accounts.datamap.vocabulary import DataMap
from accounts.mail import BY_SENDER, templates


@register("datamap")
def check_coverage(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.E001: a model or column nobody declared."""
    return [Error(problem, id="accounts.E001") for problem in problems()]


@register("datamap")
def check_map(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.E002: the data map cannot be read or contradicts itself. accounts.E003, E005: it names an unknown database or storage."""
    try:
        datamap = current()
    except DataMapError as error:
        return [Error(str(error), hint="Correct the data map at this place.", id="accounts.E002")]
    return [*_unknown_databases(datamap), *_unknown_storages(datamap)]


@register("datamap")
def check_reviews(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.W001: a recipient's review is overdue, or the map says something else that should be seen to."""
    try:
        datamap = current()
    except DataMapError:
        return []  # accounts.E002 says it.
    return [CheckMessage(WARNING, doubt, id="accounts.W001") for doubt in doubts(datamap, today())]


@register("datamap")
def check_finished(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.W002: a file of the company's still has what a scaffold wrote for somebody to make their own."""
    try:
        found = list(unfinished(settings.DATA_MAP_FILES))
    except DataMapError:
        return []  # accounts.E002 says it.
    return [CheckMessage(WARNING, one, id="accounts.W002") for one in found]


def _unknown_databases(datamap: DataMap) -> list[CheckMessage]:
    return [
        Error(
            f"The store {store.key} is in the database {store.database}, which is not configured.",
            hint=f"Name it in CANDOR_DATABASES and give its address in {store.database.upper()}_DATABASE_URL. "
            f"{nearest(store.database, settings.DATABASES)}",
            obj=store.key,
            id="accounts.E003",
        )
        for store in datamap.stores.values()
        if store.has_tables and store.database not in settings.DATABASES
    ]


def _unknown_storages(datamap: DataMap) -> list[CheckMessage]:
    used = [
        (table.store, f"{table.table}.{column}", storage)
        for table in datamap.tables()
        for column, storage in table.files.items()
    ]
    used += [(objects.store, objects.key, objects.storage) for objects in datamap.objects()]
    return [
        Error(
            f"The files of {store}.{place} are in the storage {storage}, which is not configured.",
            hint=f"Name it in CANDOR_STORAGES and give its address in {storage.upper()}_STORAGE_URL. "
            f"{nearest(storage, settings.STORAGES)}",
            obj=store,
            id="accounts.E005",
        )
        for store, place, storage in used
        if storage not in settings.STORAGES
    ]


@register()
def check_promises(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.E004: the grace period leaves no time to finish the erasure as the policy promises."""
    if settings.ERASURE_GRACE_DAYS > settings.ERASURE_PROMISE_DAYS - 2:
        return [
            Error(
                f"A grace period of {settings.ERASURE_GRACE_DAYS} days leaves less than two days to erase.",
                hint="Set CANDOR_ERASURE_GRACE_DAYS to 12 or less.",
                id="accounts.E004",
            )
        ]
    return []


@register("datamap")
def check_topics(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """accounts.E006: a message's topic is not in the data map, so that nobody knows its class or could switch it off."""
    try:
        topics = current().topics
    except DataMapError:
        return []  # accounts.E002 says it.
    return [
        Error(
            f"The message {template.name} is about the topic {template.topic}, which the data map does not have.",
            hint=f"Register it with a topic of the data map, or declare the topic there. {nearest(template.topic, topics)}",
            id="accounts.E006",
        )
        for template in templates.values()
        if template.topic != BY_SENDER and template.topic not in topics
    ]
