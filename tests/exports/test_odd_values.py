"""Values that databases take and readers choke on: the copy is made all the same, and says them."""

import json
import uuid

import pytest

from tests.exports.archives import built, downloaded

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]

HALF = '{"half": "\\ud800"}'
HUGE = '{"huge": 1e999}'
DEEP = "[" * 1500 + "7" + "]" * 1500
MARKUP = '{"<b>": "</dd><script>alert(1)</script>"}'


@pytest.mark.parametrize(
    ("loose", "shown"), [(HALF, "\\ud800"), (HUGE, "huge"), (DEEP, "7\n"), (MARKUP, "&lt;script&gt;alert(1)")]
)
def test_a_copy_is_made_of_whatever_a_column_of_json_holds(shop, person, jobs, loose, shown):
    token = uuid.uuid4()
    shop.add_user("maya@example.org", token=token)
    shop.run("INSERT INTO odd (id, owner, loose) VALUES (%s, %s, %s::json)", uuid.uuid4(), token, loose)
    archive = downloaded(built(person.subject, jobs))
    assert loose in archive.read("data/shop/odd.json").decode()
    page = archive.read("html/shop/odd-0001.html").decode()
    assert shown in page
    assert "<script>" not in page


def test_the_other_rows_of_a_page_with_such_a_value_are_listed(shop, person, jobs):
    token = uuid.uuid4()
    shop.add_user("maya@example.org", token=token)
    for loose in (DEEP, json.dumps("plain words")):
        shop.run("INSERT INTO odd (id, owner, loose) VALUES (%s, %s, %s::json)", uuid.uuid4(), token, loose)
    page = downloaded(built(person.subject, jobs)).read("html/shop/odd-0001.html").decode()
    assert "<dd>plain words</dd>" in page
    assert page.count("<dt>Loose</dt>") == 2
