"""Production's settings: complete ones pass Django's deployment checks, faulty ones are refused by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "CANDOR_SECRET_KEY": "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "CANDOR_KEY": KEY,
    "CANDOR_SIGNING_KEY": KEY,
    "CANDOR_BASE_URL": "https://privacy.example.com",
    "DATABASE_URL": "postgresql://candor_app:secret@db.internal:5432/candor",
    "PLATFORM_DATABASE_URL": "postgresql://candor_reader:secret@db.internal:5432/platform",
    "REDIS_URL": "redis://redis.internal:6379/0",
    "CANDOR_MAIL_FROM": "privacy@example.com",
    "CANDOR_SMTP_HOST": "smtp.example.com",
}


def run(code: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout with nothing of this run's own settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environ}, capture_output=True, text=True, check=False
    )


def last_line(environ: dict[str, str]) -> str:
    """Return what a start with these variables says at the end, nothing when it succeeds."""
    return (run("import config.settings.production", environ).stderr.strip().splitlines() or [""])[-1]


@pytest.mark.slow
@pytest.mark.promise("P39")
def test_deployment_checks_find_nothing(tmp_path: Path) -> None:
    code = (
        "from django.core.management import execute_from_command_line as run;"
        "run(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    checked = run(code, {**COMPLETE, "CANDOR_STATE_DIR": str(tmp_path)})
    assert checked.returncode == 0, checked.stderr
    assert "System check identified no issues" in checked.stdout
    assert "WARNING" not in checked.stderr


def test_complete_settings_start() -> None:
    assert last_line(COMPLETE) == ""


@pytest.mark.parametrize(
    "name",
    [
        "CANDOR_SECRET_KEY",
        "CANDOR_KEY",
        "CANDOR_SIGNING_KEY",
        "CANDOR_BASE_URL",
        "DATABASE_URL",
        "REDIS_URL",
    ],
)
def test_what_is_missing_is_named(name: str) -> None:
    said = last_line({k: v for k, v in COMPLETE.items() if k != name})
    assert f"ImproperlyConfigured: {name} is not set. It is needed: " in said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"CANDOR_SMPT_HOST": "x"},
            "CANDOR_SMPT_HOST is not a setting of Candor. Did you mean CANDOR_SMTP_HOST? Remove it or correct its name.",
        ),
        ({"CANDOR_BASE_URL": "http://privacy.example.com"}, "CANDOR_BASE_URL is http://privacy.example.com; in production"),
        ({"CANDOR_ALLOWED_HOSTS": "other.example.com"}, "CANDOR_ALLOWED_HOSTS does not hold privacy.example.com"),
        ({"CANDOR_KEY": "c2hvcnQ="}, "CANDOR_KEY must decode to 32 bytes, not 5."),
        ({"CANDOR_KEY": "nö"}, "CANDOR_KEY is not base64."),
        ({"DATABASE_URL": "mysql://db/candor"}, "DATABASE_URL must begin with postgresql://."),
        ({"DATABASE_URL": "postgresql://db/"}, "DATABASE_URL names no database"),
        ({"CANDOR_ERASURE_GRACE_DAYS": "13"}, "CANDOR_ERASURE_GRACE_DAYS is 13 and must be between 0 and 12."),
        ({"CANDOR_PACKAGE_LIFE_DAYS": "soon"}, "CANDOR_PACKAGE_LIFE_DAYS is 'soon' and must be a whole number."),
        ({"CANDOR_SMTP_TLS": "maybe"}, "CANDOR_SMTP_TLS is 'maybe' and must be one of 1, true, yes, on, 0, false, no, off."),
        ({"CANDOR_LOG_LEVEL": "LOUD"}, "CANDOR_LOG_LEVEL is 'LOUD' and must be one of DEBUG, INFO, WARNING, ERROR."),
        ({"CANDOR_KEY_FILE": "/nowhere"}, "CANDOR_KEY and CANDOR_KEY_FILE are both set. Keep one of them."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named(variables: dict[str, str], said: str) -> None:
    assert f"ImproperlyConfigured: {said}" in last_line({**COMPLETE, **variables})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    given = {k: v for k, v in COMPLETE.items() if k != "CANDOR_KEY"}
    assert last_line({**given, "CANDOR_KEY_FILE": str(file)}) == ""
    assert "CANDOR_KEY_FILE cannot be read" in last_line({**given, "CANDOR_KEY_FILE": str(tmp_path / "gone")})


def managed(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a management command as an operator does, with complete settings and these variables."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR", "CANDOR_VENV")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **COMPLETE, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_says_in_one_line_which_setting_is_wrong() -> None:
    """What was found and what is expected; the way through the code is for whoever asks for it."""
    said = (
        "CANDOR_PACKAGE_LIFE_DAYS is 'soon' and must be a whole number. It sets: "
        "Days a package can be downloaded.\n"
    )
    plain = managed("datamap", "check", CANDOR_PACKAGE_LIFE_DAYS="soon")
    assert (plain.returncode, plain.stdout, plain.stderr) == (1, "", f"Settings: {said}")
    asked = managed("datamap", "check", "--traceback", CANDOR_PACKAGE_LIFE_DAYS="soon")
    assert asked.returncode == 1
    assert "Traceback" in asked.stderr
    assert asked.stderr.endswith(f"ImproperlyConfigured: {said}")
