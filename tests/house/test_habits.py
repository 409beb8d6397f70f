"""Size, names, clock, writes behind doors, and logs."""

from typing import Any

import pytest

from tests.house import habits
from tests.house.source import APPS, Module, modules, named, told

EVERYTHING = modules("accounts", "consent", "exports", "dsr", "config", "tests")


def test_modules_stay_short(record_property: Any) -> None:
    assert not told(habits.long_modules(EVERYTHING))
    middle = habits.median_lines(modules())
    record_property("median_lines", middle)
    assert middle < 100


def test_no_module_is_a_drawer() -> None:
    assert not told(habits.vague_modules(EVERYTHING))


def test_there_is_one_clock() -> None:
    assert not told(habits.other_clocks(modules()))


def test_doors_do_not_write() -> None:
    assert len(named(*habits.DOORS)) >= 2
    assert not told(habits.writing_doors(named(*habits.DOORS)))


@pytest.mark.promise("P40")
def test_logs_hold_nothing_personal() -> None:
    assert not told(habits.talkative_logs(modules(*APPS, "config")))


def test_a_long_module_is_found() -> None:
    (found,) = habits.long_modules(
        [Module("dsr/long.py", "x = 1\n" * 401), Module("dsr/fine.py", "x = 1\n" * 400)]
    )
    assert found.startswith("dsr/long.py has 401 lines; 400 is the limit.")


@pytest.mark.parametrize("path", ["dsr/utils.py", "dsr/helpers/dates.py", "tests/common.py"])
def test_a_drawer_is_found(path: str) -> None:
    (found,) = habits.vague_modules([Module(path, "")])
    assert found.startswith(f"{path} is a drawer")


@pytest.mark.parametrize(
    "call",
    [
        "timezone.now()",
        "datetime.now(UTC)",
        "datetime.datetime.utcnow()",
        "date.today()",
        "time.time()",
        "x = timezone.now",
    ],
)
def test_another_clock_is_found(call: str) -> None:
    (found,) = habits.other_clocks([Module("dsr/bad.py", f"{call}\n")])
    assert found.endswith("Use now() or today() of accounts.clock, which the trial and the tests can move.")
    assert not list(habits.other_clocks([Module("accounts/clock.py", f"{call}\n")]))


@pytest.mark.parametrize(
    "line",
    [
        "row.save()",
        "Thing.objects.create(a=1)",
        "Thing.objects.filter(a=1).delete()",
        "get(pk).update(a=1)",
        "work.delay(1)",
    ],
)
def test_a_writing_door_is_found(line: str) -> None:
    (found,) = habits.writing_doors([Module("dsr/views/bad.py", line)])
    assert found.startswith("dsr/views/bad.py:1 calls ")
    assert "Call one function of dsr/actions/ instead" in found


@pytest.mark.parametrize(
    "line", ["super().save()", "context.update(a=1)", "cache.delete('x')", "create(form)"]
)
def test_what_is_no_row_passes(line: str) -> None:
    assert not list(habits.writing_doors([Module("dsr/views/fine.py", line)]))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('log.info(f"sent to {x}")', "builds its message"),
        ('log.info("sent to %s", user.email)', "logs user.email"),
        ('logger.warning("for %s", request.user)', "logs request.user"),
        ('log.error("x %s", str(subject))', "logs str(subject)"),
        ('log.error("x", extra={"a": 1})', "hides values in extra"),
    ],
)
def test_a_talkative_log_is_found(line: str, said: str) -> None:
    (found,) = habits.talkative_logs([Module("dsr/bad.py", line)])
    assert said in found
    assert not list(
        habits.talkative_logs([Module("dsr/fine.py", 'log.info("job %s of %s", pk, subject.ref)')])
    )
