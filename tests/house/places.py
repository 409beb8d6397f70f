"""What no committed file may hold: places of one machine, addresses of package indexes, secrets."""

import re
from collections.abc import Iterable, Iterator

from tests.house.source import ROOT, committed

PATTERNS = {
    "a folder of one machine": re.compile(r"(?<![\w.])/(?:home|Users|work|root|mnt)/\w"),
    # The words stand in two halves, because this file must pass its own rule.
    "an address of a package index": re.compile(
        r"(?i)\b(?:https?://)?(?:[\w-]+\.)*(?:py"
        r"pi\.org|python"
        r"hosted\.org|npm"
        r"js\.(?:org|com)|artif"
        r"actory|"
        r"dev"
        r"pi|jf"
        r"rog\.io)\b|--(?:extra-)?index-url|--find-links|--trusted-host"
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token": re.compile(r"\b(?:ghp|gho|github_pat|glpat|xox[bp]|sk_live|AKIA)[_-]?[A-Za-z0-9]{16,}"),
}
CHOICES = "Take it from the environment or from a relative path; in a test, build the text from parts."
EXCUSED = {("tests/house/places.py", "an address of a package index"): "says here what is looked for"}
"""(file, kind) pairs that must say one of these things, each with the reason."""
BINARY = {".png", ".ico", ".woff2", ".gz", ".zip", ".jpg", ".mo", ".sqlite3"}
ADDRESS = re.compile(r"https?://|file:|git\+")


def forbidden(path: str, text: str) -> Iterator[str]:
    """Yield each line of a file that holds what only one machine knows."""
    for number, line in enumerate(text.splitlines(), 1):
        for kind, pattern in PATTERNS.items():
            if (path, kind) not in EXCUSED and pattern.search(line):
                yield f"{path}:{number} holds {kind}. {CHOICES}"


def unhashed(path: str, text: str) -> Iterator[str]:
    """Yield what makes a lock file depend on a place: addresses, and packages without a hash."""
    logical = text.replace("\\\n", " ").splitlines()
    for line in logical:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if ADDRESS.search(line):
            yield f"{path} names an address: {line.split()[0]}. Lock packages by name, version and hash only."
        if "--hash=sha256:" not in line:
            yield f"{path}: {line.split()[0]} has no hash. Make the file again with hashes."


def text_files() -> Iterable[tuple[str, str]]:
    """Yield every committed text file and what it says."""
    for path in committed():
        if not any(path.endswith(suffix) for suffix in BINARY):
            yield path, (ROOT / path).read_text(encoding="utf-8", errors="replace")
