"""Publishing: dated, classed, frozen, announced early enough, and never rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from accounts.actor import SYSTEM, actor_for
from accounts.clock import today
from accounts.datamap.current import current
from accounts.datamap.history import apply
from accounts.ledger import LedgerIsAppendOnly
from accounts.models import AuditEvent, User
from consent.actions.drafts import write_draft
from consent.actions.policy import publish_policy
from consent.models import PolicyDraft, PolicyVersion
from consent.policy import errors
from consent.policy.filling import UnknownMarker
from tests.consent.policies import TEXT, draft, former, published, significant

pytestmark = pytest.mark.usefixtures("db", "frozen", "jobs")


@pytest.mark.promise("P01")
def test_a_version_is_numbered_fingerprinted_and_says_its_map(officer: User) -> None:
    snapshot, _new = apply(current(), effective=today(), actor=SYSTEM)
    version = publish_policy(draft(source=TEXT + "\n[[table: retention]]\n"), actor=actor_for(officer))
    assert (version.number, version.map_version) == (1, snapshot.pk)
    assert "[[table: retention]]" in version.source
    assert "Two years after a request is closed" in version.text
    assert "Two years after a request is closed</span>" in version.html
    assert len(version.digest) == 64
    event = AuditEvent.objects.get(name="consent:policy:published")
    assert event.data == {"version": 1, "change_class": "editorial", "digest": version.digest}
    assert event.actor == f"staff:{officer.ref}"
    assert published(source="Another text.").number == 2


@pytest.mark.promise("P01")
def test_what_is_published_cannot_be_changed() -> None:
    """Not by the program, and not by the role of the database the program runs as."""
    version = published()
    version.text = "Something else"
    for attempt in (version.save, version.delete, lambda: PolicyVersion.objects.update(text="")):
        with pytest.raises(LedgerIsAppendOnly):
            attempt()
    for statement in ("UPDATE consent_policyversion SET text = ''", "DELETE FROM consent_policyversion"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert PolicyVersion.objects.get().text.startswith("# How we handle your data")


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"source": "  \n"}, errors.Incomplete),
        ({"summary": " "}, errors.Incomplete),
        ({"effective_on": date(2026, 12, 1)}, errors.InThePast),
        ({"effective_on": date(2026, 12, 31), "change_class": "significant"}, errors.TooSoon),
        ({"effective_on": date(2026, 12, 2), "change_class": "former"}, errors.NotFormer),
        ({"source": "[[table: retension]]"}, UnknownMarker),
    ],
)
def test_what_cannot_be_published(given: dict[str, Any], refused: Any) -> None:
    waiting = draft(**given)
    with pytest.raises(refused):
        publish_policy(waiting, actor=SYSTEM)
    assert not PolicyVersion.objects.exists()
    waiting.refresh_from_db()
    assert waiting.published_as is None


def test_the_day_on_which_a_significant_change_may_begin(settings: Any) -> None:
    settings.POLICY_NOTICE_DAYS = 30
    with pytest.raises(errors.TooSoon) as refusal:
        significant(days=29)
    assert str(refusal.value.message).endswith(
        "30 days before a significant change applies: not before 1 January 2027."
    )
    assert significant(days=30).effective_on == date(2027, 1, 1)


def test_the_same_text_is_no_new_version() -> None:
    published()
    with pytest.raises(errors.NothingChanged):
        published(effective_on=today() + timedelta(days=3))
    published(source="Other words.")
    assert published().number == 3, "going back to an older text is a change"


def test_a_draft_is_published_once_and_then_left_alone() -> None:
    version = published()
    done = PolicyDraft.objects.get()
    assert done.published_as == version
    with pytest.raises(errors.AlreadyPublished):
        publish_policy(done, actor=SYSTEM)
    with pytest.raises(errors.AlreadyPublished):
        write_draft(
            done,
            actor=SYSTEM,
            title="x",
            change_class="editorial",
            effective_on=today(),
            summary="x",
            source="x",
        )
    assert PolicyVersion.objects.count() == 1


def test_a_former_version_cannot_slip_in_front_of_one_published_here(frozen: Any) -> None:
    published()
    frozen.move(days=10)
    with pytest.raises(errors.NotFormer):
        former(date(2026, 12, 5))
    assert former(date(2026, 12, 1)).number == 2


@pytest.mark.promise("P01")
def test_a_scheduled_version_takes_effect_by_its_date_alone(frozen: Any) -> None:
    old, new = published(), significant(days=40)
    for days, number in ((39, old.number), (1, new.number)):
        frozen.move(days=days)
        assert PolicyVersion.objects.applying_on(today()).first().number == number


def test_an_unknown_marker_is_named_with_its_line_and_what_was_meant() -> None:
    for source, said in (
        ("One.\n\n[[table: retension]]", "Line 3 asks for “retension”, which the data map cannot give. Nearest: “retention”."),
        ("[[organisation.nmae]] writes.", "Line 1 asks for “organisation.nmae”, which the data map cannot give. Nearest: “organisation.name”."),
    ):  # fmt: skip
        with pytest.raises(UnknownMarker) as refusal:
            published(source=source)
        assert str(refusal.value.message).startswith(said)


def test_the_command_publishes_a_file_once(tmp_path: Any, capsys: Any) -> None:
    file = tmp_path / "policy.md"
    file.write_text("# Our policy\n\nWe keep your name.\n", "utf-8")
    given = [
        "publish",
        str(file),
        "--effective",
        "2020-09-01",
        "--class",
        "former",
        "--summary",
        "As it was.",
    ]
    call_command("policy", *given)
    call_command("policy", *given)
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "Policy published: version 1, in force from 2020-09-01.",
        "Policy unchanged: version 1, in force from 2020-09-01.",
    ]
    assert PolicyVersion.objects.get().title == "Our policy"
    with pytest.raises(CommandError, match="must have applied before today"):
        call_command("policy", *[word.replace("2020-09-01", "2030-09-01") for word in given])
    with pytest.raises(CommandError, match="No such file"):
        call_command("policy", *[word.replace("policy.md", "gone.md") for word in given])
