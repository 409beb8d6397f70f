"""Write log lines without what a database says about the row it refused."""

import logging
import re

ROWS = re.compile(
    r"(?:\n|\\n)(?:DETAIL|CONTEXT):.*?(?=\n\nThe above exception|\n\nDuring handling|\nTraceback|\Z)",
    re.DOTALL,
)
"""PostgreSQL's details of an error hold the row's values, which may be anything a person wrote, line breaks included."""


class WithoutRows(logging.Formatter):
    """Leaves out the details of database errors, in messages and in tracebacks: the code and the place say enough."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return ROWS.sub("", super().format(record))
