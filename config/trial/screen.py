"""Show on the terminal how far the trial is; in a log or a pipe, one plain line for each thing done."""

from __future__ import annotations

import shutil
import sys


class Screen:
    """Lines that stay, and on a terminal one line that changes."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()

    def show(self, line: str) -> None:
        """Print a line that stays."""
        self._clear()
        print(f"  {line}", flush=True)

    def head(self, line: str) -> None:
        """Print a line at the margin."""
        self._clear()
        print(line, flush=True)

    def tick(self, title: str, news: str) -> None:
        """Replace the line that changes; nothing where there is no terminal."""
        if self.live:
            width = shutil.get_terminal_size().columns - 1
            text = f"  {title} … {news}" if news else f"  {title} …"
            print(f"\r\x1b[K{text[:width]}", end="", flush=True)

    def _clear(self) -> None:
        if self.live:
            print("\r\x1b[K", end="")
