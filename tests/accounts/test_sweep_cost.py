"""The sweeper looks at every table of jobs each half minute: it must not read what has been finished for years."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, UniqueConstraint

from accounts import sweep
from accounts.jobs import Job
from accounts.models import DataMapVersion

MODELS = sorted(sweep.registry, key=lambda model: model.__name__)


def unfinished_index(model: type[Model]) -> str | None:
    """Return the name of the model's index over unfinished rows alone, if it has one."""
    return next(
        (index.name for index in model._meta.indexes if index.condition and index.fields == ["not_before"]),
        None,
    )


def over_unfinished(model: type[Model]) -> list[str]:
    """Return the names of all indexes that hold unfinished rows alone: that of a constraint serves as well."""
    unique = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    return [one.name for one in [*model._meta.indexes, *unique] if "job_state" in str(one.condition)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_unfinished_jobs_are_found_by_an_index_of_their_own(model: type[Job], db: None, frozen: Any) -> None:
    """The planner may use it for exactly the question the sweeper asks."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = model.jobs.neglected().order_by().explain()
    assert unfinished_index(model)
    assert any(name in plan for name in over_unfinished(model))


def test_a_model_without_one_is_noticed() -> None:
    assert unfinished_index(DataMapVersion) is None
