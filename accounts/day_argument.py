"""A day on the command line: a mistake is said with what was given and what is expected, and argparse adds the option."""

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """Return the day written as in 2026-11-30. Raise ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day. Write it as in 2026-11-30.") from error
