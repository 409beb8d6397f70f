"""Several workers build one package: who takes what, who waits, who closes."""

import json
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.jobs import LeaseLost
from accounts.sweep import sweep
from exports.actions.packages import request_package
from exports.archive import objects
from exports.building import build as building
from exports.building import calling, claims, making, plan
from exports.building.content import Content
from exports.models import ExportPackage
from exports.stores.keys import EVERY_KEY, Keys
from exports.stores.store import StoreFault
from tests.exports.archives import built, downloaded

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]
Kind = claims.Kind


@pytest.fixture
def maya(shop, person, bystander):
    key, other = shop.add_user("maya@example.org"), shop.add_user("tom@example.org")
    for number, owner, count in ((1, key, 1203), (2, other, 50)):
        shop.run(
            'INSERT INTO "Order" (shop, "No", "user") SELECT %s, n, %s FROM generate_series(1, %s) n',
            number,
            owner,
            count,
        )
    shop.run("INSERT INTO reply (author, body) SELECT %s, 'Yes' FROM generate_series(1, 30)", key)
    return key


def planned(subject: Any, jobs: Any) -> ExportPackage:
    """Return a package that waits for its first worker."""
    package = request_package(subject, actor=SYSTEM)
    jobs.drop()
    return package


def whole(package: ExportPackage) -> bool:
    """Return whether everything is done once, and every object belongs to a section."""
    package.refresh_from_db()
    return (
        package.state == "ready"
        and package.sections_done == package.sections_total
        and len(objects.names_in(package.folder)) == package.sections.exclude(object_name="").count()
    )


def test_a_second_worker_makes_what_the_first_has_not_claimed_and_leaves_the_end_to_it(
    maya, person, jobs, monkeypatch
):
    """The second one comes while the first reads orders: it makes everything but their pages and the contents."""
    package = planned(person.subject, jobs)
    original, made = building.content_of, {"first": [], "second": []}
    worker = "first"

    def content(tools: Any, section: Any) -> Content:
        nonlocal worker
        made[worker].append((section.kind, section.table))
        if worker == "first" and (section.kind, section.table) == (Kind.ROWS, "Order"):
            worker = "second"
            assert building.build(package.pk) is False, "the first one is at work, and will look for itself"
            worker = "first"
        return original(tools, section)

    monkeypatch.setattr(building, "content_of", content)
    assert building.build(package.pk) is False

    assert whole(package)
    assert (Kind.ROWS, "reply") in made["second"]
    assert (Kind.PAGES, "reply") in made["second"]
    assert (Kind.PAGES, "Order") in made["first"], "pages wait for the rows"
    assert made["first"][-1] == (Kind.INDEX, "")
    every = made["first"] + made["second"]
    assert len(every) == len(set(every)) == package.sections_total
    assert len(json.loads(downloaded(package).read("data/shop/Order.json"))) == 1203


def test_who_finds_the_rest_in_other_hands_stands_back_and_is_rescued_when_they_die(
    maya, person, jobs, frozen
):
    package = planned(person.subject, jobs)
    claimed = ExportPackage.claim(package.pk)
    plan.plan(claimed)
    theirs = claims.claim(claimed)
    assert theirs is not None
    claimed.pause()

    assert building.build(package.pk) is False

    package.refresh_from_db()
    assert (package.job_state, package.attempts, package.lease) == ("queued", 0, None)
    assert package.sections_done == package.sections_total - 2, "all but theirs and the contents"
    jobs.drop()
    frozen.move(minutes=3)
    assert sweep() == 1
    jobs.run()
    assert whole(package)
    with pytest.raises(LeaseLost):
        claims.commit(package, theirs, Content(), "")
    with pytest.raises(LeaseLost):
        claims.heartbeat(theirs)


def test_who_ends_last_has_the_package_looked_at_again(maya, person, jobs):
    """The worker with the package stood back; the helper's last section is the last of all."""
    package = planned(person.subject, jobs)
    claimed = ExportPackage.claim(package.pk)
    plan.plan(claimed)
    assert building._help(package.pk) is True, "nobody has a section now: somebody must close"
    assert not claims.unfinished(package)
    claimed.stand_back()
    assert building.build(package.pk) is False
    assert whole(package)


def test_what_fails_with_a_helper_is_left_to_the_worker_that_counts(maya, person, jobs, monkeypatch):
    package = planned(person.subject, jobs)
    claimed = ExportPackage.claim(package.pk)
    plan.plan(claimed)

    def refused(*_: Any) -> Content:
        raise StoreFault("shop")

    with monkeypatch.context() as patch:
        patch.setattr(making, "rows_content", refused)
        assert building._help(package.pk) is True

    package.refresh_from_db()
    assert (package.job_state, package.last_error_code) == ("working", "")
    assert not claims.at_work(package), "the section was given back"
    claimed.pause()
    jobs.collect("exports.tasks.build_package", [package.pk], {})
    jobs.run()
    assert whole(package)


def test_a_large_table_comes_in_parts_and_its_pages_are_numbered_through(maya, person, jobs, monkeypatch):
    monkeypatch.setattr(plan, "MOST_ROWS", 600)
    package = built(person.subject, jobs, twice=True)
    assert whole(package)
    zipped = downloaded(package)

    parts = [f"data/shop/Order-000{number}.json" for number in (1, 2, 3)]
    assert [name for name in zipped.namelist() if name.startswith("data/shop/Order")] == parts
    rows = [json.loads(zipped.read(name)) for name in parts]
    assert [len(part) for part in rows] == [600, 600, 3]
    assert [row["No"] for part in rows for row in part] == list(range(1, 1204)), "each once, in order"
    pages = [name for name in zipped.namelist() if name.startswith("html/shop/Order")]
    assert pages == [f"html/shop/Order-000{number}.html" for number in range(1, 6)]
    third = zipped.read(pages[2]).decode()
    assert "Entries 601 to 1100 of 1203" in third
    assert 'href="Order-0004.html"' in third
    assert 'href="Order-0005.html">Last' in third
    assert "data/shop/Order-0002.json" in third
    front = zipped.read("README.html").decode()
    assert all(f'href="{name}"' in front for name in parts)
    assert 'href="html/shop/Order-0001.html"' in front


def test_helpers_are_called_to_large_packages_only(maya, person, jobs, monkeypatch):
    monkeypatch.setattr(plan, "MOST_ROWS", 600)
    package = planned(person.subject, jobs)
    building.build(package.pk)
    assert jobs.drop() == 1, "one, when the last part of the orders was there, to make their pages"

    monkeypatch.setattr(calling, "WORTH_ROWS", 1000)
    ExportPackage.objects.filter(pk=package.pk).update(job_state="cancelled")
    package = planned(person.subject, jobs)
    building.build(package.pk)
    assert jobs.drop() == 1 + calling.MOST


def test_keys_survive_being_written_down():
    for keys in (EVERY_KEY, Keys(None, (1, "a")), Keys((1,), None), Keys((1,), (2,))):
        assert Keys.from_data(json.loads(json.dumps(keys.as_data()))) == keys
