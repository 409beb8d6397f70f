"""Name a browser in plain words from the long name it gives itself. Pure, and content with a rough answer."""

import re

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("HeadlessChrome", "Chrome"),
    ("Chrome", "Chrome"),
    ("Version", "Safari"),
)
"""What to look for, in this order (most browsers also claim to be others), and the name people know."""
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_and_system(agent: str) -> tuple[str, str]:
    """Return browser and system, as in Firefox 145 and Windows; each empty when it cannot be told."""
    browser = ""
    for mark, name in BROWSERS:
        found = re.search(rf"{mark}[a-zA-Z]*/(\d+)", agent)
        if found and agent.startswith("Mozilla/"):
            browser = f"{name} {found.group(1)}"
            break
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return browser, system
