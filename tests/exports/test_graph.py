"""The picture of the data map: every table, way and recipient is in it, in Mermaid, in a file and on the staff's page."""

import re
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.datamap.current import current
from accounts.datamap.graph.layout import HEIGHT, WIDTH, drawing
from accounts.datamap.graph.parts import PERSON, parts_of
from tests.exports import odd_shop
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
SVG = "{http://www.w3.org/2000/svg}"


def printed(*arguments: str) -> str:
    said = StringIO()
    call_command("datamap", "graph", *arguments, stdout=said)
    return said.getvalue()


def test_every_table_way_and_recipient_is_in_the_parts(db):
    for parts in parts_of(current()):
        store = parts.store
        assert {node.key for node in parts.nodes} >= set(store.tables) | set(store.objects)
        for table in store.tables.values():
            mine = [edge for edge in parts.edges if edge.start == table.table]
            ends = {path.hops[0].table if path.hops else PERSON for path in table.paths}
            assert {edge.end for edge in mine} == ends
    shop = next(one for one in parts_of(current()) if one.store.key == "platform")
    held = {current().categories[c] for t in shop.store.tables.values() for c in t.categories}
    names = {current().recipients[key].name for category in held for key in category.recipients}
    assert names
    assert set(shop.recipients) >= names


def test_nothing_is_drawn_over_anything_else(db):
    for parts in parts_of(current()):
        drawn = drawing(parts)
        places = [(box.x, box.y) for box in drawn.boxes]
        assert len(set(places)) == len(places) == len(parts.nodes) + len(parts.recipients) + 1
        for x, y in places:
            assert 0 <= x <= drawn.width - WIDTH
            assert 0 <= y <= drawn.height - HEIGHT
            near = [(a, b) for a, b in places if abs(a - x) < WIDTH and abs(b - y) < HEIGHT]
            assert near == [(x, y)]


def test_mermaid_names_every_table_and_every_arrow_has_both_ends(db):
    text = printed()
    assert text.startswith("flowchart RL\n")
    tables = [table for store in current().stores.values() for table in store.tables.values()]
    assert len(tables) > 40
    for table in tables:
        assert f'"{table.label}"' in text
    made = set(re.findall(r"^\s+(?:subgraph )?(\w+)[\[({]", text, re.MULTILINE))
    arrows = re.findall(r"^  (\w+) (?:-->|-\.->)(?:\|\"[^\"]*\"\|)? (\w+)$", text, re.MULTILINE)
    assert len(arrows) > 50
    assert {end for arrow in arrows for end in arrow} <= made


def test_the_file_stands_alone(db, tmp_path):
    file = tmp_path / "map.svg"
    call_command("datamap", "graph", "--format", "svg", "--output", str(file))
    root = ET.parse(file).getroot()
    assert root.tag == f"{SVG}svg"
    titles = [title.text for title in root.iter(f"{SVG}title")]
    for store in current().stores.values():
        assert store.name in titles
    assert "prefers-color-scheme: dark" in file.read_text("utf-8")
    one = printed("--format", "svg", "--store", "portal")
    assert len(one) < len(file.read_text("utf-8"))


def test_a_store_nobody_declared(db):
    with pytest.raises(CommandError, match="Did you mean portal"):
        printed("--store", "portall")


def test_names_that_mean_something_to_a_drawing_are_written_safely(shop, use_map):

    use_map(odd_shop.MAP.replace("name: Your profile", "name: 'A <b>\"#1\"</b> | profile'"))
    assert '"A #lt;b#gt;#quot;#35;1#quot;#lt;/b#gt; #124; profile"' in printed("--store", "shop")
    assert "<b>" not in printed("--store", "shop", "--format", "svg")


def test_staff_see_it_and_nobody_else(client, officer, person, django_assert_max_num_queries):
    address = reverse("admin:exports_storestate_graph")
    sign_in(client, person)
    assert client.get(address, follow=True).status_code == 404
    sign_in(client, officer, second_factor=True)
    client.get(address)
    with django_assert_max_num_queries(8):
        page = client.get(address)
    text = page.content.decode()
    assert text.count("graph__picture") == text.count("<desc") == len(current().stores)
    assert "style=" not in text.split("<figure", 1)[1]
    assert "accounts_datasubject" in text
    assert (
        reverse("admin:exports_storestate_graph")
        in client.get(reverse("admin:exports_storestate_changelist")).content.decode()
    )
