"""See what is held, ask for a copy whose first worker is killed, and download it after a fresh sign-in."""

import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from celery import current_app
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.clock import machine_time
from accounts.sweep import sweep
from exports.archive.objects import names_in
from exports.models import ExportPackage
from tests.people import make_person
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "platform"])


def enter(journey: Any, user: Any) -> None:
    """Give the journey's browser the session of a fresh sign-in."""
    client = sign_in(Client(), user)
    name = configured.SESSION_COOKIE_NAME
    journey.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": journey.address}])


def kill_in_the_middle(package: ExportPackage) -> None:
    """Start a real worker process on the package and kill it while it writes a section."""
    names = [str(connections[alias].settings_dict["NAME"]) for alias in ("default", "platform")]
    root = Path(__file__).resolve().parents[2]
    worker = subprocess.Popen(
        [sys.executable, str(root / "tests/exports/dying_worker.py"), *names, str(package.pk)],
        env={
            **os.environ,
            "PYTHONPATH": str(root),
            "CANDOR_DATA_MAPS": ",".join(str(file) for file in configured.DATA_MAP_FILES),
        },
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "half\n"
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL


def run_until(jobs: Any, name: str) -> None:
    """Work on what waits until this task is next."""
    while jobs.waiting[0][0] != name:
        task, args, _options = jobs.waiting.pop(0)
        current_app.tasks[task].run(*args)


def look_offline(journey: Any, file: Path) -> None:
    """Open a page of the unpacked copy, take a picture and hold it to axe-core (whose own requests a file refuses)."""
    journey.page.goto(file.as_uri())
    suffix = "" if journey.script else "-without-script"
    journey.page.screenshot(path=journey.pictures / f"archive-{file.stem}{suffix}.png")
    if journey.script:
        assert Axe().run(journey.page).response["violations"] == [], file.name
    assert journey.strays == []


@pytest.mark.promise("P17", "P33")
def test_see_what_is_held_and_download_it(
    journey: Any, shop: Any, jobs: Any, outbox: Any, clock_at: Any, tmp_path: Path
) -> None:
    clock = clock_at(machine_time())
    person, bystander = make_person("maya@example.org"), make_person("tom@example.org")
    key = shop.add_user("maya@example.org", select="Mayas own words", avatar="avatars/maya.png")
    storages["platform_media"].delete("avatars/maya.png")
    storages["platform_media"].save("avatars/maya.png", ContentFile(b"a picture"))
    shop.add_user("tom@example.org", select="Toms own words")
    shop.run(
        'INSERT INTO "Order" (shop, "No", "user", total) SELECT 1, n, %s, n FROM generate_series(1, 700) n',
        key,
    )
    shop.run("INSERT INTO reply (author, body) SELECT %s, 'Yes ' || n FROM generate_series(1, 40) n", key)

    enter(journey, person)
    journey.go(reverse("exports:holdings"))
    assert "being counted" in journey.page.locator("main").inner_text()
    journey.look("holdings-counting")
    jobs.run()
    journey.go(reverse("exports:holdings"))
    assert journey.heading() == "What we hold about you"
    assert re.search(r"Order[:\s]+700", journey.page.locator("main").inner_text())
    journey.look("holdings")
    journey.go(reverse("exports:packages"))
    journey.look("packages-none")

    journey.press("Ask for a new copy")
    journey.press("Make my copy")
    run_until(jobs, "exports.tasks.build_package")
    jobs.drop()
    package = ExportPackage.objects.get(subject=person.subject)
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.look("package-waiting")
    kill_in_the_middle(package)
    package.refresh_from_db()
    done = package.sections_done
    assert package.job_state == "working"
    assert 0 < done < package.sections_total
    assert len(names_in(package.folder)) == package.sections.exclude(object_name="").count() + 1
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.look("package-building")

    assert not any(message[0] == "exports.tasks.build_package" for message in jobs.waiting)
    clock.move(minutes=3)
    sweep()
    jobs.run()
    package.refresh_from_db()
    assert package.state == "ready"
    told = [message for message in outbox.to("maya@example.org") if "Your copy is ready" in message.subject]
    assert len(told) == 1
    assert "Mayas own words" not in told[0].body

    # Three minutes later the browser is still the same, and the sign-in still fresh.
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.look("package-ready")
    with journey.page.expect_download() as awaited:
        journey.page.locator("main form button").click()
    file = tmp_path / "copy.zip"
    awaited.value.save_as(file)
    archive = zipfile.ZipFile(file)
    assert archive.testzip() is None
    assert json.loads(archive.read("data/shop/user.json"))[0]["select"] == "Mayas own words"
    (picture,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(picture) == b"a picture"
    assert not any(b"Toms own words" in archive.read(name) for name in archive.namelist())
    journey.go(reverse("exports:packages"))
    journey.look("packages")

    kept = ExportPackage.objects.filter(pk=package.pk)
    kept.update(parts=[package.length, 2 * package.length])
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.look("package-in-files")
    kept.update(parts=[], expires_at=package.ready_at)
    journey.go(reverse("exports:packages"))
    journey.look("packages-over")
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.look("package-over")
    journey.press("Ask for the same again")
    journey.look("package-too-soon")
    assert "You can have the next one made from" in journey.page.content()
    kept.update(expires_at=package.expires_at)

    clock.move(seconds=configured.REAUTHENTICATION_MAX_AGE)
    journey.go(reverse("exports:package", args=[package.ref]))
    journey.page.locator("main form button").click()
    journey.page.wait_for_url("**/reauthenticate/**")

    other = journey.another()
    enter(other, bystander)
    answer = other.page.goto(reverse("exports:package", args=[package.ref]))
    assert answer is not None
    assert answer.status == 404

    archive.extractall(tmp_path / "copy")
    journey.allowed_hosts.add("")
    for page in ("README.html", "html/shop/Order-0001.html", "not-included.html"):
        look_offline(journey, tmp_path / "copy" / page)
