"""Reading a store's people: in pieces by key, going on where it stopped, noting who is gone, and never undoing an erasure."""

from collections import Counter
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from accounts.actions.roster import (
    SyncFailed,
    SyncRunning,
    start_due_syncs,
    start_sync,
    sync_roster,
)
from accounts.actor import SYSTEM, actor_for
from accounts.errors import NotAllowed
from accounts.keyed_hash import keyed_hash
from accounts.models import (
    AuditEvent,
    DataSubject,
    Identifier,
    RosterSeen,
    RosterSync,
    SubjectConflict,
    Suppression,
    User,
)
from accounts.roster import sync as syncing
from accounts.roster.source import read_piece
from accounts.sealing import unseal
from accounts.tasks import sync_rosters
from tests.accounts.crowd import MAP, join, make, run
from tests.people import make_person

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


@pytest.fixture
def crowd(db: None, use_map: Any) -> None:
    """Make a store with seven people: composite keys, addresses beside the person, some of them not verified."""
    use_map(MAP)
    make()
    join(range(1, 8))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read three people at a time."""
    monkeypatch.setattr(syncing, "PIECE", 3)


def sync(**more: Any) -> Counter[str]:
    """Sync the crowd."""
    return sync_roster("crowd", actor=SYSTEM, **more)


def numbered(number: int) -> DataSubject:
    """Return the person with this number."""
    return DataSubject.objects.known_by("platform_id", f"m{number}", "crowd").get()


def values(subject: DataSubject, kind: str) -> set[str]:
    """Return the person's identifiers of a kind."""
    rows = subject.identifiers.locating().filter(kind=kind)
    return {unseal(subject, row.sealed_value, life="account") for row in rows}


def test_everybody_comes_over_piece_by_piece(crowd: None, small: None) -> None:
    """Composite keys, two addresses in another table and a name on the row; a second run finds nobody new."""
    assert sync() == Counter(created=7)
    assert values(numbered(2), "email") == {"m2@example.org", "also-m2@example.org"}
    assert values(numbered(2), "username") == {"member_2"}
    assert numbered(2).residence == "DE-BY"
    before = list(Identifier.objects.order_by("pk").values())
    assert sync() == Counter(unchanged=7)
    assert list(Identifier.objects.order_by("pk").values()) == before
    assert not RosterSeen.objects.exists()
    last = RosterSync.objects.latest("pk")
    assert (last.job_state, last.last_key, last.counts) == ("done", [], {"unchanged": 7})
    assert AuditEvent.objects.filter(name="accounts:roster:synced").count() == 2


def test_the_application_needs_no_right_to_make_tables(crowd: None) -> None:
    """Where nobody but the owner may make even a temporary table, as in the trial, people are read all the same."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(current_user, current_database(), 'TEMPORARY')")
        assert cursor.fetchone() == (False,)
    assert sync() == Counter(created=7)


def test_an_address_nobody_verified_does_not_come_over(crowd: None) -> None:
    """Neither the false mark nor the missing one counts."""
    run(
        "INSERT INTO crowd.address VALUES (1, 3, 'false@example.org', false), (1, 3, 'null@example.org', NULL)"
    )
    sync()
    assert values(numbered(3), "email") == {"m3@example.org", "also-m3@example.org"}
    assert not DataSubject.objects.known_by("email", "false@example.org").exists()


def test_rows_are_read_by_key_and_never_skipped_over(crowd: None, small: None) -> None:
    """Each piece begins behind the last row of the one before; nothing is counted off."""
    with CaptureQueriesContext(connections["platform"]) as asked:
        sync()
    reads = [q["sql"] for q in asked if 'FROM "crowd"."member"' in q["sql"]]
    assert len(reads) == 3
    assert not any("OFFSET" in statement.upper() for statement in reads)
    assert 'WHERE ("crowd"."member"."shop", "crowd"."member"."no") > ($1, $2)' in reads[1]


def test_a_piece_is_found_in_the_index(crowd: None) -> None:
    """However far the run has come, the database goes straight to the next row."""
    run(
        "INSERT INTO crowd.member SELECT 1, n, 'm' || n, 'x' || n, 'DE', 'active' FROM generate_series(100, 20000) n"
    )
    run("ANALYZE crowd.member")
    with connections["platform"].cursor() as cursor:
        cursor.execute(
            'EXPLAIN SELECT * FROM "crowd"."member" WHERE (shop, no) > (1, 15000) ORDER BY shop, no LIMIT 1000'
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Index Cond: (ROW(shop, no) > ROW(1, 15000))" in plan


def test_killed_midway_it_goes_on_from_there(
    crowd: None, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was committed is not read again."""
    read: list[Any] = []

    def dying(store: Any, person: Any, after: Any, limit: int) -> Any:
        read.append(list(after))
        if len(read) == 2:
            raise KeyboardInterrupt
        return read_piece(store, person, after, limit)

    monkeypatch.setattr(syncing, "read_piece", dying)
    with pytest.raises(KeyboardInterrupt):
        sync()
    half = RosterSync.objects.get()
    assert (half.last_key, half.counts) == ([1, 3], {"created": 3})
    with pytest.raises(SyncRunning):
        sync()
    RosterSync.objects.update(heartbeat_at=half.started_at.replace(year=2000))
    assert sync() == Counter(created=7)
    assert read == [[], [1, 3], [1, 3], [1, 6]]
    assert RosterSync.objects.count() == 1


def test_again_begins_at_the_first_row(crowd: None, small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that failed is dropped and a new one begun; one that a worker has is left alone."""
    start_sync("crowd", actor=SYSTEM, inline=True)
    RosterSync.objects.update(last_key=[1, 6], counts={"created": 6})
    assert sync(again=True) == Counter(created=7)
    assert sorted(RosterSync.objects.values_list("job_state", flat=True)) == ["cancelled", "done"]
    running = start_sync("crowd", actor=SYSTEM, inline=True)
    RosterSync.claim(running.pk)
    with pytest.raises(SyncRunning):
        sync(again=True)


def test_who_is_gone_is_noted_and_not_erased(crowd: None, frozen: Any) -> None:
    """Standing stays, addresses too; who comes back is here again."""
    sync()
    frozen.move(hours=1)
    run("DELETE FROM crowd.member WHERE no = 4")
    assert sync() == Counter(unchanged=6, gone=1)
    gone = numbered(4)
    assert gone.identifiers.get(kind="platform_id").gone_at is not None
    assert (gone.standing, values(gone, "email")) == ("active", {"m4@example.org", "also-m4@example.org"})
    assert numbered(5).identifiers.get(kind="platform_id").gone_at is None
    assert sync() == Counter(unchanged=6)
    join([4])
    assert sync()["unchanged"] == 7
    assert gone.identifiers.get(kind="platform_id").gone_at is None


def test_who_is_gone_is_never_looked_for_in_a_loop(
    crowd: None, frozen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every number against every digest of a large store is hours; the planner, which cannot count digests, would do that."""
    plans: list[str] = []
    done = syncing.execute

    def explained(statement: str, parameters: Any = None) -> list[tuple[Any, ...]]:
        if "accounts_rosterseen WHERE sync_id" in statement and "gone_at" in statement:
            plans.append("\n".join(line for (line,) in done(f"EXPLAIN {statement}", parameters)))
        return done(statement, parameters)

    sync()
    frozen.move(hours=1)
    run("DELETE FROM crowd.member WHERE no = 4")
    monkeypatch.setattr(syncing, "execute", explained)
    assert sync()["gone"] == 1
    assert len(plans) == 2
    assert [plan for plan in plans if "Nested Loop" in plan] == []
    assert all("Hash" in plan or "Merge" in plan for plan in plans)


def test_the_map_says_that_who_is_gone_is_closed(crowd: None, frozen: Any, use_map: Any) -> None:
    """With `gone: closed` their standing says so, unless another number of theirs is still there."""
    use_map(MAP.replace("key: [shop, no]", "key: [shop, no]\n        gone: closed", 1))
    sync()
    frozen.move(hours=1)
    run("UPDATE crowd.address SET email = 'm6@example.org' WHERE no = 7 AND email = 'm7@example.org'")
    run("DELETE FROM crowd.member WHERE no IN (2, 3)")
    assert sync()["gone"] == 2
    assert [numbered(n).standing for n in (1, 2, 3)] == ["active", "closed", "closed"]
    join([2])
    sync()
    assert numbered(2).standing == "active"


def test_too_many_gone_at_once_is_for_staff_to_decide(
    crowd: None, frozen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong or half-restored database does not make everybody gone."""
    monkeypatch.setattr(syncing, "FEW", 1)
    sync()
    frozen.move(hours=1)
    run("DELETE FROM crowd.member WHERE no > 4")
    with pytest.raises(SyncFailed) as refused:
        sync()
    assert "too_many_gone" in str(refused.value.message)
    assert not Identifier.objects.filter(gone_at__isnull=False).exists()
    with pytest.raises(SyncFailed):
        sync()
    assert sync(accept_gone=True)["gone"] == 3


@pytest.mark.promise("P05", "P38")
def test_nobody_erased_comes_back(crowd: None) -> None:
    """Neither by number nor by one of several addresses; the others are taken."""
    Suppression.objects.create(kind="platform_id", store="crowd", digest=keyed_hash("platform_id", "m1"))
    Suppression.objects.create(kind="email", digest=keyed_hash("email", "also-m2@example.org"))
    for _ in range(2):
        assert sync()["suppressed"] == 2
    assert DataSubject.objects.count() == 5


def test_what_a_line_does_not_say_any_more_goes_and_other_lines_stay(crowd: None) -> None:
    """Two accounts of one address are one person; a change of one leaves the other's addresses."""
    run("UPDATE crowd.address SET email = 'm1@example.org' WHERE no = 2 AND email = 'm2@example.org'")
    assert sync() == Counter(created=6, linked=1)
    one = numbered(1)
    assert one == numbered(2)
    run("UPDATE crowd.address SET email = 'fresh@example.org' WHERE no = 2 AND email = 'm1@example.org'")
    assert sync()["changed"] == 1
    assert values(one, "email") == {
        "m1@example.org", "also-m1@example.org", "also-m2@example.org", "fresh@example.org",
    }  # fmt: skip
    run("DELETE FROM crowd.address WHERE no = 2")
    sync()
    sync()
    assert values(one, "email") == {"m1@example.org", "also-m1@example.org"}
    assert sync() == Counter(unchanged=7)


def test_two_people_for_one_are_noted_once(crowd: None) -> None:
    """The number is one person's and the address another's: the address stays where it is, and staff are asked."""
    sync()
    other = make_person("taken@example.org")
    run("UPDATE crowd.address SET email = 'taken@example.org' WHERE no = 5 AND email = 'm5@example.org'")
    for _ in range(2):
        assert sync()["conflicting"] == 1
    conflict = SubjectConflict.objects.get()
    assert {conflict.first, conflict.second} == {numbered(5), other.subject}
    assert conflict.state == "open"
    assert values(numbered(5), "email") == {"also-m5@example.org"}
    DataSubject.objects.filter(pk=other.subject.pk).get().identifiers.all().delete()
    assert sync()["changed"] == 1
    assert values(numbered(5), "email") == {"also-m5@example.org", "taken@example.org"}
    assert sync() == Counter(unchanged=7)


def test_what_cannot_be_used_keeps_nobody_back(crowd: None) -> None:
    """A row without a number is counted; a country that is none, an address without @ and one of two lines are left out."""
    run("INSERT INTO crowd.member VALUES (2, 1, NULL, 'nobody', 'DE', 'active')")
    run("INSERT INTO crowd.member VALUES (2, 2, 'm8', 'eight', 'Deutschland', 'active')")
    run("INSERT INTO crowd.member VALUES (2, 3, 'm9', 'nine', 'ßßßß', 'active')")
    run(
        "INSERT INTO crowd.address VALUES (2, 2, 'no address', true), (2, 3, E'nine@example.org\\nBcc: all@example.org', true)"
    )
    assert sync() == Counter(created=9, unusable=1)
    for number in (8, 9):
        assert numbered(number).residence == ""
        assert values(numbered(number), "email") == set()


def test_a_store_that_is_away_is_tried_again(crowd: None) -> None:
    """A table that is missing leaves the job waiting with a code, and nothing half."""
    run("ALTER TABLE crowd.member RENAME TO members")
    with pytest.raises(SyncFailed) as refused:
        sync()
    assert "roster_unreadable" in str(refused.value.message)
    job = RosterSync.objects.get()
    assert (job.job_state, job.last_error_code) == ("queued", "roster_unreadable")
    assert not DataSubject.objects.exists()
    run("ALTER TABLE crowd.members RENAME TO member")
    RosterSync.objects.update(not_before=job.started_at)
    assert sync() == Counter(created=7)


def test_the_command_says_what_it_did(crowd: None, capsys: Any) -> None:
    """Counts in words, and an error for a name that is none."""
    call_command("subjects", "sync", "crowd")
    assert capsys.readouterr().out == "People of A crowd: 7 created.\n"
    call_command("subjects", "sync", "crowd", "--again", "--accept-gone")
    assert capsys.readouterr().out == "People of A crowd: 7 unchanged.\n"
    with pytest.raises(CommandError, match="Did you mean crowd"):
        call_command("subjects", "sync", "crowed")
    with pytest.raises(CommandError, match="No table of the store portal has a platform_id"):
        call_command("subjects", "sync", "portal")


@pytest.mark.usefixtures("committed")
def test_the_schedule_starts_what_is_due(crowd: None, jobs: Any, frozen: Any, settings: Any) -> None:
    """Once a day, in a worker; not while one is unfinished, and not at all when the settings say so."""
    settings.ROSTER_SYNC_HOURS = 24
    sync_rosters()
    sync_rosters()
    assert RosterSync.objects.get().job_state == "queued"
    jobs.run()
    assert RosterSync.objects.get().counts == {"created": 7}
    frozen.move(hours=23)
    assert start_due_syncs(actor=SYSTEM) == 0
    frozen.move(hours=2)
    assert start_due_syncs(actor=SYSTEM) == 1
    settings.ROSTER_SYNC_HOURS = 0
    RosterSync.objects.all().delete()
    assert start_due_syncs(actor=SYSTEM) == 0


@pytest.mark.usefixtures("committed")
def test_a_worker_lets_others_have_a_turn(
    crowd: None, small: None, jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long run is several messages."""
    monkeypatch.setattr(syncing, "PIECE_SECONDS", -1.0)
    monkeypatch.setattr(syncing.work_on_sync, "__kwdefaults__", {"seconds": -1.0})
    start_sync("crowd", actor=SYSTEM)
    assert jobs.run() == 4
    assert RosterSync.objects.get().counts == {"created": 7}


def test_staff_need_the_permission(crowd: None, person: User, officer: User) -> None:
    """Not everybody on the staff starts a run."""
    plain = User.objects.create_user("plain@example.org", is_staff=True)
    with pytest.raises(NotAllowed):
        start_sync("crowd", actor=actor_for(plain))
    assert start_sync("crowd", actor=actor_for(officer)).store == "crowd"


def test_statements_do_not_grow_with_the_people(crowd: None) -> None:
    """A piece costs as many statements with seven people as with two hundred."""
    with CaptureQueriesContext(connections["default"]) as few:
        sync()
    join(range(100, 300))
    with CaptureQueriesContext(connections["default"]) as many:
        assert sync()["created"] == 200
    # Three more: the seven are known now, and are compared.
    assert len(many) <= len(few) + 3
    with CaptureQueriesContext(connections["default"]) as unchanged:
        assert sync() == Counter(unchanged=207)
    assert len(unchanged) < 30
