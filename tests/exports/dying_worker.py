"""A worker process that stops in the middle of a section and waits to be killed. Started by a journey.

Arguments: names of the portal's and the platform's test database, and the package's number.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (the settings must be there first)
from django.db import connections  # noqa: E402

from exports.building import build as building  # noqa: E402
from exports.building import making  # noqa: E402


def half(stream: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a part of the stream, say so, and never go on."""
    yield bytes(200_000) + next(stream)
    sys.stdout.write("half\n")
    sys.stdout.flush()
    time.sleep(120)


def main(portal: str, platform: str, package: str) -> None:
    """Build the package until the rows of the replies."""
    for alias, name in (("default", portal), ("platform", platform)):
        connections[alias].settings_dict["NAME"] = name
    role = f"-c role={settings.APPLICATION_ROLE}"
    connections["default"].settings_dict["OPTIONS"] = {
        **connections["default"].settings_dict["OPTIONS"],
        "options": role,
    }
    original = making.rows_content

    def rows(store: Any, table: str, located: Any, stem: str, within: Any) -> Any:
        content = original(store, table, located, stem, within)
        if table == "reply":
            content.stream = half(content.stream)
        return content

    making.rows_content = rows
    building.build(int(package))


main(*sys.argv[1:])
