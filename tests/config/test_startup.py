"""Nothing serves with a fault: neither the web nor a worker."""

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery.fixups.django import FixupWarning
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

from accounts.datamap import declare
from accounts.datamap.current import current
from config.startup import refuse_faults

FAULTY = "format: 1\norganisation: {name: Quire, address: [a], country: US}\n"


def start_worker() -> None:
    """Send what Celery sends when a worker starts."""
    with pytest.warns(FixupWarning):
        worker_init.send(sender=None)


@pytest.fixture
def faulty_map(tmp_path: Path, settings: object) -> Iterator[None]:
    """Put a data map in force that lacks the organisation's address for privacy mail."""
    file = tmp_path / "company.yaml"
    file.write_text(FAULTY)
    settings.DATA_MAP_FILES = [file]
    current.cache_clear()
    yield
    current.cache_clear()


def test_a_sound_portal_starts() -> None:
    """Neither raises what the tests below see raised."""
    assert refuse_faults() is None
    start_worker()


def test_a_faulty_map_is_named(faulty_map: None) -> None:
    with pytest.raises(
        ImproperlyConfigured, match=r"accounts\.E002.*company\.yaml:2: organisation"
    ) as refused:
        refuse_faults()
    assert "privacy_email" in str(refused.value)


def test_a_worker_ends_instead_of_working(faulty_map: None) -> None:
    """A receiver's ordinary error would only be logged."""
    with pytest.raises(SystemExit, match="privacy_email"):
        start_worker()


def test_the_web_does_not_load(faulty_map: None) -> None:
    with pytest.raises(ImproperlyConfigured, match="privacy_email"):
        runpy.run_module("config.wsgi")


def test_an_undeclared_model_stops_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(declare.personal_models, "accounts.Disclosure")
    current.cache_clear()
    with pytest.raises(ImproperlyConfigured, match=r"accounts\.Disclosure is not in the data map"):
        refuse_faults()
    with pytest.raises(SystemExit):
        start_worker()
    current.cache_clear()
