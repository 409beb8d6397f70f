"""The repository means the same on every machine, and holds no secret."""

import pytest

from tests.house.places import forbidden, text_files, unhashed
from tests.house.source import ROOT, told

LOCKS = sorted(path.name for path in (ROOT / "requirements").glob("*.txt"))


def test_no_file_knows_one_machine() -> None:
    files = list(text_files())
    assert len(files) > 100
    assert not told(line for path, text in files for line in forbidden(path, text))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_files_hold_hashes_and_no_addresses(name: str) -> None:
    assert not told(unhashed(f"requirements/{name}", (ROOT / "requirements" / name).read_text()))


# Put together here, so that this file does not hold what it looks for.
@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("/ho" + "me/maya/candor", "a folder of one machine"),
        ("open('/wo" + "rk/x')", "a folder of one machine"),
        ("py" + "pi.org/simple", "an address of a package index"),
        ("--index" + "-url x", "an address of a package index"),
        ("-----BEGIN EC PRIVATE" + " KEY-----", "a private key"),
        ("ghp_" + "a" * 20, "a token"),
    ],
)
def test_what_one_machine_knows_is_found(line: str, kind: str) -> None:
    (found,) = forbidden("config/bad.py", f"fine\n{line}\n")
    assert found == (
        f"config/bad.py:2 holds {kind}. Take it from the environment or from a relative path; in a test, build the "
        "text from parts."
    )


def test_a_loose_lock_is_found() -> None:
    address, no_hash = unhashed("requirements/bad.txt", "thing @ https://example.org/thing.whl\n")
    assert "names an address: thing" in address
    assert "thing has no hash" in no_hash
    assert not list(
        unhashed("requirements/fine.txt", "# made\nthing==1 \\\n    --hash=sha256:00\n    # via x\n")
    )
