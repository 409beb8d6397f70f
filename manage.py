#!/usr/bin/env python3
"""Run Candor's commands; `trial` and `test` need nothing but Python 3.11 with pip.

The first lines stay readable to any Python there is, so that an old one can say what is missing.
"""

import os
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))


def main():
    if sys.version_info < (3, 11):
        sys.exit(
            "Candor needs Python 3.11 or newer; this is Python %d.%d (%s).\n"
            "Run the same command with a newer one, for example: python3.12 manage.py %s"
            % (sys.version_info[0], sys.version_info[1], sys.executable, " ".join(sys.argv[1:]))
        )
    from config import bootstrap

    bootstrap.enter(ROOT, sys.argv)
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "trial":
        from config.trial.command import main as run
    elif command == "test":
        from config.testing.command import main as run
    else:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
        try:
            return execute_from_command_line(sys.argv)
        except ImproperlyConfigured as error:
            if "--traceback" in sys.argv:
                raise
            sys.exit("Settings: %s" % error)
    return run(ROOT, sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
