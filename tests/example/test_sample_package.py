"""A copy of everything the sample holds about Maya: complete, with its files, and without other people's private words."""

import json

import pytest
from django.db import connections

from accounts.datamap.current import current
from tests.exports.archives import built, downloaded
from tests.people import make_person

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]


def ask(query: str, *values):
    with connections["platform"].cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


@pytest.fixture
def package(company_files, jobs):
    return downloaded(built(make_person("maya.okafor@inkwell.example").subject, jobs))


@pytest.mark.promise("P06", "P33")
def test_the_copy_has_rows_of_every_table_and_every_file_and_says_what_is_not_held(package, company_files):
    manifest = json.loads(package.read("manifest.json"))
    ours = [section for section in manifest["sections"] if section.get("store") == "platform"]
    tables = {section["table"] for section in ours if section["kind"] == "rows" and section["records"]}
    assert tables == set(current().store("platform").tables)
    ((maya, avatar),) = ask("SELECT id::text, avatar FROM inkwell.members WHERE username = 'maya.okafor'")
    files = [name for name in package.namelist() if name.startswith("files/platform/")]
    assert (
        package.read(next(name for name in files if "members" in name))
        == (company_files / avatar).read_bytes()
    )
    (covers,) = ask("SELECT count(cover) FROM inkwell.stories WHERE author_id = %s", maya)[0]
    assert len([name for name in files if "stories" in name]) == covers > 0
    assert not any(section.get("missing_files") for section in ours)

    assert manifest["categories"]["payment-cards"]["held_by"] == "Tollgate Payments Ltd (invented)"
    said = b"".join(package.read(name) for name in package.namelist() if name.endswith((".html", ".json")))
    assert b"worked out from the stories you read and clapped for" in said


def test_secrets_and_other_peoples_private_words_stay_out(package):
    everything = b"".join(package.read(name) for name in package.namelist())
    ((password, maya),) = ask(
        "SELECT password_hash, id::text FROM inkwell.members WHERE username = 'maya.okafor'"
    )
    assert b"Essays about harbours" in everything
    assert password.encode() not in everything
    ((words,),) = ask(
        "SELECT d.words FROM inkwell.abuse_reports r JOIN inkwell.report_details d ON d.report_id = r.id "
        "WHERE r.reported_id = %s AND r.reporter_id <> %s LIMIT 1",
        maya,
        maya,
    )
    assert words.encode() not in everything
    reports = json.loads(package.read("data/platform/abuse_reports.json"))
    about = [report for report in reports if report["reported_id"] == maya]
    assert about
    assert {report["reporter_id"] for report in about} == {"another person"}
    assert {report["reporter_id"] for report in reports} == {"another person", maya}
    drafts = ask("SELECT body FROM inkwell.drafts WHERE author_id <> %s", maya)
    assert [body for (body,) in drafts if body.encode() in everything] == []
