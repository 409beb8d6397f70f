"""Which machines are supported, and what each does without."""

import ast
from pathlib import Path

import pytest

from config.bootstrap.platforms import (
    POSTGRES_WHEEL,
    REDIS_WHEEL,
    Machine,
    UnsupportedError,
    left_out,
    refuse_unsupported,
    version,
    without,
)

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("system", "arch"),
    [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Darwin", "x86_64")],
)
def test_these_are_supported(system, arch):
    assert refuse_unsupported(Machine(system, arch)) is None


@pytest.mark.parametrize(
    ("system", "arch", "way_out"),
    [
        ("Windows", "amd64", "WSL 2"),
        ("FreeBSD", "amd64", "Linux and macOS"),
        ("Linux", "armv7l", "CANDOR_VENV"),
        ("Linux", "i686", "x86-64 and arm64"),
    ],
)
def test_these_are_refused_with_the_way_out(system, arch, way_out):
    with pytest.raises(UnsupportedError, match=way_out):
        refuse_unsupported(Machine(system, arch))


def linux(libc_version, libc="glibc"):
    return Machine("Linux", "x86_64", libc=libc, libc_version=libc_version)


@pytest.mark.parametrize(
    ("machine", "missing"),
    [
        (linux((2, 36)), set()),
        (linux((2, 34)), set()),
        (linux((2, 31)), {POSTGRES_WHEEL}),
        (linux((2, 17)), {POSTGRES_WHEEL, REDIS_WHEEL}),
        (linux((), libc=""), {POSTGRES_WHEEL, REDIS_WHEEL}),
        (Machine("Darwin", "arm64", mac_version=(26, 1)), set()),
        (Machine("Darwin", "arm64", mac_version=(15, 6)), {POSTGRES_WHEEL}),
        (Machine("Darwin", "x86_64", mac_version=(26, 1)), {POSTGRES_WHEEL}),
    ],
)
def test_a_server_without_a_wheel_here_is_left_out(machine, missing):
    found = left_out(machine)
    assert set(found) == missing
    assert all("install" in instead for instead in found.values())


def test_leaving_out_takes_the_hashes_along_and_nothing_else():
    text = "a==1 \\\n    --hash=sha256:1\n    # via b\nb==2 \\\n    --hash=sha256:2\n    # via a\nc==3\n"
    assert without(text, {"b"}) == "a==1 \\\n    --hash=sha256:1\n    # via b\nc==3\n"
    assert without(text, set()) == text


def test_both_servers_are_in_the_requirements_under_these_names():
    text = (ROOT / "requirements" / "runtime.txt").read_text()
    for name in (POSTGRES_WHEEL, REDIS_WHEEL):
        assert f"\n{name}==" in text
        assert f"\n{name}==" not in without(text, {name})


def test_a_version_is_read_number_by_number():
    assert version("2.36") == (2, 36)
    assert version("2.9") < version("2.34")
    assert version("") == version("weird") == ()


def test_old_pythons_can_read_the_first_file():
    assert ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 4)).body


def test_no_requirement_names_an_index():
    for path in (ROOT / "requirements").iterdir():
        assert "://" not in path.read_text(), path.name
