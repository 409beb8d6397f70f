"""READMEs name every state, task, audit event and setting, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from accounts import audit
from accounts.datamap.loader import load
from config.celery import app
from tests.house import docs as rules
from tests.house.source import APPS, ROOT, Module, committed, modules, told
from tests.house.tasks import our_tasks

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = rules.pages(committed())
SETTINGS = rules.all_settings()


def test_the_table_of_settings_is_up_to_date() -> None:
    assert rules.with_table(README, rules.table(SETTINGS)) == README, (
        "Run inside `manage.py test`'s environment: python -m tests.house.docs"
    )


def test_settings_of_production_only_are_seen_too() -> None:
    assert len(SETTINGS) > 40
    assert {"CANDOR_HSTS_SECONDS", "CANDOR_GOOGLE_CLIENT_ID", "DATABASE_URL"} <= set(SETTINGS)


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page: str) -> None:
    assert not told(rules.missing_files(page, (ROOT / page).read_text(encoding="utf-8"), committed()))


@pytest.mark.parametrize("name", APPS)
def test_an_app_explains_itself(name: str) -> None:
    text = "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES if page.startswith(f"{name}/"))
    assert f"{name}/README.md" in PAGES
    wanted = {
        "state": rules.states(modules(name)).get(name, set()),
        "task": {task.rpartition(".")[2] for task in our_tasks(app) if task.startswith(f"{name}.")},
        "audit event": {event for event in audit.events if event.startswith(f"{name}:")},
    }
    assert not told(rules.unnamed(f"{name}/README.md", text, wanted))


def test_the_schedule_is_explained() -> None:
    text = "".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
    for entry in app.conf.beat_schedule.values():
        assert entry["task"].rpartition(".")[2] in text


def test_a_stale_table_is_found() -> None:
    module = Module(
        "config/settings/base.py",
        'A = env.integer("CANDOR_A", "How many.", 3)\nB = env.text("B_URL", "Where.")',
    )
    read = rules.settings([module])
    assert read == {"CANDOR_A": ("How many.", "3"), "B_URL": ("Where.", "needed")}
    made = rules.with_table(f"before\n{rules.BEGIN}\nold\n{rules.END}\nafter", rules.table(read))
    assert "| `CANDOR_A` | How many. | `3` |" in made
    assert "old" not in made
    assert made.startswith("before\n")
    assert made.endswith("\nafter")


@pytest.mark.parametrize("word", ["`dsr/gone.py`", "[text](gone/README.md)", "`gone.yaml`", "`dsr/gone/`"])
def test_a_name_of_nothing_is_found(word: str) -> None:
    (found,) = rules.missing_files("dsr/README.md", f"See {word}.", ["dsr/here.py", "config/map.yaml"])
    assert found.endswith("which does not exist. Correct the page.")
    fine = "`here.py` `dsr/here.py` `map.yaml` `dsr/` `/staff/` `a > b` [x](https://example.org) `<app>/x/`"
    assert not list(rules.missing_files("dsr/README.md", fine, ["dsr/here.py", "config/map.yaml"]))


def test_what_is_not_named_is_found() -> None:
    wanted = {"state": {"open", "shut"}, "task": {"run"}, "audit event": set()}
    shut, run = rules.unnamed("dsr/README.md", "It is `open` and not shutter.", wanted)
    assert shut == "dsr/README.md does not name the state `shut`. Say what it is for."
    assert "the task `run`" in run


def test_states_are_seen() -> None:
    module = Module(
        "dsr/models.py", 'class State:\n    A = "a", _("A")\n    B = "b"\nclass Kind:\n    C = "c"\n'
    )
    assert rules.states([module]) == {"dsr": {"a", "b"}}


def test_the_small_data_map_is_sound(tmp_path: Path) -> None:
    """The worked example can be copied as it stands."""
    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")
    datamap = load([file])
    assert list(datamap.store("shop").tables) == ["customers", "invoices"]
