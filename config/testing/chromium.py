"""Find the browser for the journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

# The same engine without windows comes first: opening a page takes it a third of the time.
NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium(environ: Mapping[str, str]) -> str | None:
    """Return the program named in CANDOR_CHROMIUM, else the first one found; None when there is none."""
    named = environ.get("CANDOR_CHROMIUM", "")
    if named:
        return shutil.which(named)
    on_path = (shutil.which(name, path=environ.get("PATH")) for name in NAMES)
    on_mac = (place for place in MAC_PLACES if os.access(place, os.X_OK))
    return next((found for found in (*on_path, *on_mac) if found), None)
