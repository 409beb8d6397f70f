"""The documents of agents: what is taken, how it is kept, who reads it, and when it goes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.actor import actor_for
from accounts.errors import NotAllowed
from accounts.models import AuditEvent
from accounts.sealing import Unreadable, destroy_key
from dsr.actions.mandates import read_mandate
from dsr.agents import vault
from dsr.errors import DocumentGone
from dsr.models import DataSubjectRequest, Mandate
from dsr.tasks import remove_orphaned_documents
from exports.archive import objects
from exports.archive.sealed import ObjectDamaged
from exports.documents import type_of
from exports.stores.erase import erase_piece
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.dsr.agent_form import WORDS, answer, file, jpeg, latest, link_in, pdf, png, post, to_review, upload
from tests.dsr.test_staff import staff
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell", "private", "outbox", "jobs"),
    pytest.mark.promise("P27"),
]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (pdf(), "application/pdf"),
        (png(), "image/png"),
        (jpeg(), "image/jpeg"),
        (b"MZ\x90\x00 program", None),
        (b"<html><script>alert(1)</script>" + pdf(), None),
        (pdf()[:-20], None),
        (pdf() + b"<html>", None),
        (png(b"<script>"), None),
        (png()[:-1], None),
        (png().replace(b"IDAT", b"IDAU"), None),
        (jpeg()[:-2], None),
        (jpeg() + b"<html>", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_content_says(data, found):
    assert type_of(data) == found


@pytest.mark.parametrize(
    ("data", "name", "kind", "words"),
    [
        (b"MZ\x90\x00 program", "permission.pdf", "application/pdf", "This is no PDF, PNG or JPEG file"),
        (b"<html>%PDF-1.4 %%EOF", "permission.pdf", "application/pdf", "This is no PDF, PNG or JPEG file"),
        (pdf()[:-20], "permission.pdf", "application/pdf", "or it is damaged"),
        (b"", "permission.pdf", "application/pdf", "This file is empty"),
        (pdf(b"x" * 1024 * 1024), "permission.pdf", "application/pdf", "larger than 1 MB"),
        (None, "", "", "Choose the file"),
    ],
)
def test_anything_else_is_refused_with_what_to_do_and_what_was_typed_kept(
    client, settings, private, data, name, kind, words
):
    settings.UPLOAD_MAX_MB = 1
    review = to_review(client, right="access", email="tom@example.org")
    given = {} if data is None else {"document": upload(data, name, kind)}
    sent = post(client, review, **given)
    assert sent.status_code == 200
    page = sent.content.decode()
    assert words in page
    for kept in ("Ask Ltd", "tom@example.org", "case 7", "1 November 2026"):
        assert kept in page
    assert not DataSubjectRequest.objects.exists()
    assert not list(private.rglob("*"))
    assert post(client, sent, document=upload(pdf())).status_code == 302


def test_the_name_is_neither_believed_nor_shown(client, private):
    review = to_review(client, right="access", email="tom@example.org")
    name = '<img src=x onerror="alert(1)">.exe'
    assert b"onerror" not in post(client, review, document=upload(b"MZ", name)).content
    assert post(client, review, document=upload(png(), name, "text/html")).status_code == 302
    assert latest().mandate.content_type == "image/png"
    (stored,) = [p for p in private.rglob("*") if p.is_file()]
    assert stored.suffix == ""


def test_nothing_of_it_lies_in_clear(client, private):
    file(client, right="access", email="tom@example.org")
    mandate = latest().mandate
    assert vault.read(mandate) == pdf()
    (stored,) = [p for p in private.rglob("*") if p.is_file()]
    for piece in (WORDS, WORDS[:12], b"%PDF", b"EOF"):
        assert piece not in stored.read_bytes()
        assert piece not in bytes(mandate.sealed_key)
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    with pytest.raises(ObjectDamaged):
        vault.read(mandate)


def test_a_large_upload_is_never_written_to_disk_in_clear(client, settings, monkeypatch):
    def written(*_, **__):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", written)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.UPLOAD_MAX_MB = 1
    review = to_review(client, right="access", email="tom@example.org")
    assert post(client, review, document=upload(pdf(b"x" * 3_000_000))).status_code == 200
    assert post(client, review, document=upload(pdf(b"x" * 500_000))).status_code == 302


def test_a_failed_filing_leaves_no_object(client, private, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    review = to_review(client, right="access", email="tom@example.org")
    with monkeypatch.context() as patch:
        patch.setattr("dsr.letters.ask_person", broken)
        with pytest.raises(RuntimeError):
            post(client, review, document=upload(pdf()))
    assert not [p for p in private.rglob("*") if p.is_file()]
    assert not Mandate.objects.exists()


def test_what_a_killed_filing_left_is_swept(client, private, monkeypatch):
    file(client, right="access", email="tom@example.org")
    orphan = objects.write(f"{vault.FOLDER}/2026-12", iter([b"left"]))
    remove_orphaned_documents()
    assert objects.private().exists(orphan), "a young object may be of a filing that is being committed"
    monkeypatch.setattr("exports.archive.vault.YOUNG", timedelta(days=-10000))
    remove_orphaned_documents()
    assert not objects.private().exists(orphan)
    assert vault.read(latest().mandate) == pdf()
    destroy_key(latest().subject, life="record")
    remove_orphaned_documents()
    assert not [p for p in private.rglob("*") if p.is_file()]


def test_the_key_moves_to_the_person_and_dies_with_the_record(client, bystander, outbox, jobs):
    file(client, right="access", email=bystander.email)
    former = latest().subject
    answer(client, link_in(outbox.to(bystander.email)[-1], "/agents/confirm/"), "yes")
    jobs.run()
    request = latest()
    assert request.subject == bystander.subject != former
    assert vault.read(request.mandate) == pdf()
    destroy_key(bystander.subject, life="record")
    with pytest.raises(Unreadable):
        vault.read(Mandate.objects.get())


def test_an_erasure_takes_the_document_and_leaves_the_fingerprint(client, person, bystander, private, jobs):
    for somebody in (person, bystander):
        file(client, right="opt_out", email=somebody.email)
    jobs.run()
    portal = open_store("portal")
    assert len([p for p in private.rglob("*") if p.is_file()]) == 2
    located = locate(portal, person.subject)
    assert erase_piece(portal, "dsr_mandate", located, subject=person.subject, pseudonym="gone") == 1
    mine = Mandate.objects.get(request__subject=person.subject)
    theirs = Mandate.objects.get(request__subject=bystander.subject)
    assert (mine.object_name, mine.sealed_key, mine.sealed_words) == (None, None, None)
    assert bytes(mine.sha256) == bytes(theirs.sha256)
    with pytest.raises(DocumentGone):
        vault.read(mine)
    assert vault.read(theirs) == pdf()
    assert len([p for p in private.rglob("*") if p.is_file()]) == 1


def test_staff_save_it_as_a_file_and_leave_a_trace(client, bystander, private):
    file(client, right="access", email=bystander.email)
    request = latest()
    officer = staff("Privacy officer")
    address = reverse("admin:dsr_request_mandate", args=[request.pk])
    page = reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])
    sign_in(client, officer, second_factor=True)
    assert address in client.get(page).content.decode()
    assert not AuditEvent.objects.filter(name="dsr:mandate:read").exists()
    answer = client.get(address)
    assert answer.content == pdf()
    assert answer["Content-Disposition"] == f'attachment; filename="{request.reference}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    event = AuditEvent.objects.get(name="dsr:mandate:read")
    assert (event.actor, event.subject_ref) == (f"staff:{officer.ref}", request.subject.ref)
    Mandate.objects.update(object_name=None)
    assert client.get(address).url == page
    assert address not in client.get(page).content.decode()


def test_only_staff_with_the_permission_read_it(client, bystander, person):
    file(client, right="access", email=bystander.email)
    request = latest()
    address = reverse("admin:dsr_request_mandate", args=[request.pk])
    assistant = staff("Privacy assistant")
    for somebody in (assistant, person, bystander):
        with pytest.raises(NotAllowed):
            read_mandate(request, actor=actor_for(somebody))
    sign_in(client, assistant, second_factor=True)
    page = client.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk]))
    assert b"Ask Ltd" in page.content
    assert address.encode() not in page.content
    assert client.get(address).status_code == 403
    assert not AuditEvent.objects.filter(name="dsr:mandate:read").exists()


def test_staff_accept_it_with_the_list_in_view(client, bystander, jobs):
    file(client, right="access", email=bystander.email, kind="attorney")
    request = latest()
    sign_in(client, staff("Privacy officer"), second_factor=True)
    page = client.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])).content
    assert b"two adult witnesses" in page
    assert b"/decide/accept/" in page
    assert b"/decide/approve/" not in page
    accept = reverse("admin:dsr_request_decide", args=[request.pk, "accept"])
    assert b"two adult witnesses" in client.get(accept).content
    client.post(accept, {"agent_receives": "on"})
    mandate = latest().mandate
    assert mandate.checked_at is not None
    assert mandate.agent_receives
    assert b"moved on" in client.post(accept).content
    refuse = reverse("admin:dsr_request_decide", args=[request.pk, "refuse"])
    assert b"no signed permission" in client.get(refuse).content
