"""Take one step after another in one process, so that the portal is loaded once: `python -m config.trial.preparer`.

Each line on standard input is a command as a JSON list: `["manage.py", "migrate"]` or `["-m", "a.module"]`. What it prints goes
to standard output, and after it a line with DONE alone. A command that fails ends the process with its own words on
standard error.
"""

from __future__ import annotations

import json
import runpy
import sys

DONE = "\x1e"


def main() -> None:
    """Follow the commands until they end."""
    for line in sys.stdin:
        try:
            take(json.loads(line))
        except SystemExit as end:
            # To exit without a complaint is a way to be done.
            if end.code:
                raise
        print(DONE, flush=True)


def take(command: list[str]) -> None:
    """Run one command as Python would."""
    if command[0] == "manage.py":
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        try:
            execute_from_command_line(command)
        except ImproperlyConfigured as error:
            sys.exit(f"Settings: {error}")
    else:
        runpy.run_module(command[1], run_name="__main__")


if __name__ == "__main__":
    main()
