"""What a person put right reaches the stores whose recipient received it, and no others."""

import pytest
from django.template.loader import render_to_string

from accounts.datamap.current import current
from exports.correcting.fields import sources_of
from exports.correcting.telling import questions_of
from exports.models import StoreTask
from tests.exports import registry_office
from tests.exports.outside import CELLAR, webhook_store
from tests.exports.test_corrections import correct

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed", "outbox", "private"),
    pytest.mark.promise("P10", "P34"),
]


def test_recipients_are_told_once(office, desk, use_map, jobs):
    told_by = ", told_by: none, not_told_because: It forgets each letter once it is printed."
    assert told_by in registry_office.MAP
    text = registry_office.MAP.replace(told_by, "")
    other = "  other: {name: Another, kind: third_party, country: DE, receives: Nothing of it}\n"
    text = text.replace("recipients:\n", f"recipients:\n{other}", 1)
    service = webhook_store(desk.url).replace("recipient: carrier", "recipient: printer")
    elsewhere = CELLAR.replace("recipient: carrier", "recipient: other").replace("[parcels]", "[pets]")
    use_map(f"{text.rstrip()}\n{service.replace('[parcels]', '[people]')}{elsewhere}")
    assert set(current().stores) >= {"office", "sales", "cellar"}
    subject, _key = office.somebody("citizen@example.org", given="Maja")

    correct(subject, jobs, "Given name", "Maya")
    jobs.run()

    (question,) = desk.asked
    assert (question["verb"], question["changes"]) == ("rectify", {"Given name": "Maya"})
    task = StoreTask.objects.get()
    assert (task.store, task.state, task.sealed_changes) == ("sales", "completed", None)


def test_a_source_that_can_be_asked_is_told_and_the_person_sees_it(office, desk, use_map, jobs):
    """It holds nothing of the category and receives nothing of it: only the map's source names it."""
    text = registry_office.MAP.replace("kind: third_party}", "kind: third_party, store: sales}")
    assert "store: sales" in text
    other = "  other: {name: Another, kind: third_party, country: DE, receives: Nothing of it}\n"
    text = text.replace("recipients:\n", f"recipients:\n{other}", 1).rstrip()
    service = webhook_store(desk.url).replace("recipient: carrier", "recipient: other")
    use_map(f"{text}\n{service.replace('[parcels]', '[pets]')}")
    subject, _key = office.somebody("citizen@example.org", given="Maja")
    made = correct(subject, jobs, "Given name", "Maya")
    jobs.run(twice=True)

    (question,) = desk.asked
    assert (question["verb"], question["changes"]) == ("rectify", {"Given name": "Maya"})
    told = render_to_string(
        "exports/correction_concerns.html",
        {"sources": sources_of(current(), "people"), "told": {"sales": "The sales desk"}},
    )
    assert 'The census of 1990 <span class="quiet">(we tell them)</span>' in told
    assert [task.store for _name, task in questions_of(made)] == ["sales"]
