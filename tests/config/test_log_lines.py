"""What a database says about a row stays out of the portal's own logs."""

import logging
from logging.config import dictConfig
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import DataSubject


@pytest.mark.django_db
def test_a_refused_row_is_not_written_down(person: Any) -> None:
    """Neither in the message nor in the traceback with its causes; what failed, and where, is."""
    refused: Any = None
    words = "zzq\nqzz"
    try:
        with transaction.atomic():
            DataSubject.objects.filter(pk=person.subject.pk).update(language=words, standing="erased")
    except IntegrityError as error:
        refused = error
    assert "qzz" in str(refused)
    plain = settings.LOGGING["formatters"]["plain"]
    configured = dictConfig.__globals__["DictConfigurator"]({"version": 1}).configure_formatter(dict(plain))
    told = (type(refused), refused, refused.__traceback__)
    record = logging.LogRecord("celery", logging.ERROR, __file__, 1, "Task failed: %r", (refused,), told)
    line = configured.format(record)
    assert "qzz" not in line
    assert line.count("accounts_subject_erased_has_date") >= 3
    assert "test_log_lines.py" in line
    assert "The above exception" in line
