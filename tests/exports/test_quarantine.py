"""A store that is not as the map says: nothing that touches it is complete, everything else goes on, and staff know."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.models import AuditEvent
from accounts.sweep import sweep
from exports import quarantine
from exports.actions.stores import check_again
from exports.archive import objects
from exports.building import build as building
from exports.building import making
from exports.checking import have_all_checked
from exports.models import StoreState
from exports.quarantine import examine
from exports.stores.registry import open_store
from exports.stores.store import StoreFault, StoreUnavailable
from tests.exports import odd_shop
from tests.exports.archives import built, downloaded
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed", "frozen", "shop"),
]
PLACED = odd_shop.MAP + "      visit: Numbers of visits that say nothing about anybody who came.\n"


@pytest.fixture
def maya(shop, person):
    return shop.add_user(person.email, select="Mayas own words")


def events(name):
    return AuditEvent.objects.filter(name=f"exports:store:{name}").count()


def test_every_store_is_looked_at_and_a_sound_one_is_only_noted(jobs, frozen, officer, outbox):
    assert have_all_checked() == len(StoreState.objects.all()) >= 2
    jobs.run()

    for state in StoreState.objects.all():
        assert (state.job_state, state.checked_at, state.quarantined_since) == ("done", frozen.moment, None)
    assert (events("quarantined"), len(outbox)) == (0, 0)


@pytest.mark.promise("P04")
def test_staff_are_told_when_it_begins_and_when_it_ends_and_not_in_between(
    shop, use_map, jobs, frozen, officer, person, outbox
):
    shop.run("CREATE TABLE visit (id int)")
    began = frozen.moment
    for _ in range(3):
        have_all_checked()
        jobs.run()
        frozen.move(hours=1)
    state = StoreState.objects.get(store="shop")
    assert state.quarantined_since == began
    assert any("visit" in problem for problem in state.problems)
    assert events("quarantined") == 1
    (told,) = outbox.to(officer.email)
    assert "The odd shop is not as the data map says" in told.subject
    assert "visit" in told.body
    assert reverse("admin:exports_storestate_change", args=[state.pk]) in told.body

    use_map(PLACED)
    have_all_checked()
    jobs.run()

    state.refresh_from_db()
    assert (state.quarantined_since, state.problems) == (None, [])
    assert events("released") == 1
    assert [m.subject for m in outbox.to(officer.email)][1:] == ["The odd shop is as the data map says again"]
    assert outbox.to(person.email) == []


@pytest.mark.promise("P09")
def test_a_copy_waits_is_never_handed_out_and_goes_on_by_itself(
    maya, shop, use_map, person, jobs, frozen, client
):
    shop.run("CREATE TABLE visit (id int PRIMARY KEY)")
    package = built(person.subject, jobs)
    for _ in range(12):
        frozen.move(hours=2)
        sweep()
        jobs.run()
        package.refresh_from_db()
        assert (package.state, package.last_error_code) == ("waiting", "store_quarantined")
    assert package.sections.count() == 0
    sign_in(client, person)
    assert "is being checked" in client.get(reverse("exports:package", args=[package.ref])).content.decode()
    page = client.get(reverse("exports:holdings")).content.decode()
    assert "The odd shop is being checked" in page

    use_map(PLACED)
    examine(open_store("shop"))
    frozen.move(minutes=2)
    assert sweep() >= 1
    jobs.run()

    package.refresh_from_db()
    assert package.state == "ready"
    assert b"Mayas own words" in downloaded(package).read("data/shop/user.json")
    assert "is being checked" not in client.get(reverse("exports:holdings")).content.decode()


def test_what_was_built_before_the_drift_is_not_called_complete(
    maya, shop, use_map, person, jobs, frozen, monkeypatch
):
    """A column comes while the copy is made; the map learns of it; the copy has it."""
    original = building._build_section

    def meanwhile(tools, section):
        original(tools, section)
        if section.kind == "index":
            shop.run("ALTER TABLE reply ADD COLUMN mood text DEFAULT 'cheerful'")
            monkeypatch.setattr(building, "_build_section", original)

    shop.run("INSERT INTO reply (author, body) VALUES (%s, 'Yes')", maya)
    monkeypatch.setattr(building, "_build_section", meanwhile)
    package = built(person.subject, jobs)
    assert (package.state, package.last_error_code) == ("waiting", "store_quarantined")
    assert (package.sections.count(), objects.names_in(package.folder)) == (0, [])

    use_map(odd_shop.MAP.replace("body: }", "body: , mood: }"))
    frozen.move(hours=2)
    sweep()
    jobs.run()

    package.refresh_from_db()
    assert package.state == "ready"
    assert b"cheerful" in downloaded(package).read("data/shop/reply.json")


def test_a_fault_in_the_middle_of_work_makes_the_store_suspect(maya, shop, person, jobs, monkeypatch):
    original = making.rows_content

    def broken(store, *args):
        if store.key != "shop":
            return original(store, *args)
        shop.run("CREATE TABLE visit (id int)")
        raise StoreFault(store.key)

    monkeypatch.setattr(making, "rows_content", broken)
    built(person.subject, jobs)

    assert StoreState.objects.get(store="shop").quarantined_since is not None


def test_obstacles_stop_erasures_and_leave_copies_alone(maya, shop, use_map, person, jobs):
    shop.run("ALTER TABLE reply ADD COLUMN about int REFERENCES gift")
    use_map(odd_shop.MAP.replace("body: }", "body: , about: }"))

    assert built(person.subject, jobs).state == "ready"

    state = StoreState.objects.get(store="shop")
    assert state.problems == []
    assert "gift could not be deleted" in state.obstacles[0]
    assert state.quarantined_since is not None
    with pytest.raises(quarantine.StoreQuarantined):
        quarantine.require_sound(open_store("shop"), erasing=True)


def test_a_store_out_of_reach_is_in_no_quarantine(shop, monkeypatch, jobs, officer, outbox):
    def away(store):
        raise StoreUnavailable(store.key)

    with monkeypatch.context() as patch:
        patch.setattr(quarantine, "drift", away)
        have_all_checked()
        jobs.run()
    state = StoreState.objects.get(store="shop")
    assert (state.job_state, state.quarantined_since, state.checked_at) == ("done", None, None)
    assert state.unreachable_since is not None
    assert len(outbox) == 0

    have_all_checked()
    jobs.run()
    state.refresh_from_db()
    assert state.unreachable_since is None


def test_an_older_look_does_not_undo_a_newer_one(shop, frozen):
    sound = examine(open_store("shop"))
    shop.run("CREATE TABLE visit (id int)")

    late = quarantine._note(open_store("shop"), frozen.moment - timedelta(seconds=1), ["seen before"], [])

    assert late.pk == sound.pk
    assert late.problems == []


def test_a_store_the_map_has_no_more_is_forgotten(shop, jobs):
    StoreState.objects.create(store="warehouse", quarantined_since="2026-12-01T00:00:00Z")
    have_all_checked()
    jobs.run()

    assert not StoreState.objects.filter(store="warehouse").exists()


def test_staff_see_what_is_wrong_and_have_it_looked_at_again(client, shop, use_map, officer, person, jobs):
    shop.run("CREATE TABLE visit (id int)")
    state = examine(open_store("shop"))
    listing = reverse("admin:exports_storestate_changelist")
    sign_in(client, person)
    assert client.get(listing, follow=True).status_code == 404
    sign_in(client, officer, second_factor=True)
    page = client.get(listing).content.decode()
    assert "in quarantine" in page
    assert "visit" in page
    assert "visit" in client.get(reverse("admin:exports_storestate_change", args=[state.pk])).content.decode()

    use_map(PLACED)
    client.post(listing, {"action": "look_again", "_selected_action": [state.pk]})
    jobs.run()

    state.refresh_from_db()
    assert state.quarantined_since is None
    (asked,) = AuditEvent.objects.filter(name="exports:store:check_asked")
    assert asked.actor == actor_for(officer).label


def test_a_check_that_a_worker_has_is_left_to_it(shop, jobs):
    state = StoreState.objects.create(store="shop")
    claimed = StoreState.claim(state.pk)

    check_again(state, actor=SYSTEM)
    jobs.run()

    state.refresh_from_db()
    assert (state.job_state, state.lease) == ("working", claimed.lease)
