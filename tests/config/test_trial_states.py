"""The trial's states: made by the real actions in the past, once, and only in a trial."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from accounts.clock import now, today
from accounts.models import AuditEvent, DataSubject, User
from accounts.sweep import sweep
from config.example.demo import DEMO_PEOPLE
from config.states.past import ago
from config.states.play import SCENES
from consent.campaigns import planning
from consent.models import Campaign, ConsentRecord, MailDelivery, Notice, PolicyVersion
from dsr.agents import vault
from dsr.models import DataSubjectRequest, Enquiry, Mandate
from exports.models import ExportPackage
from tests.people import add_identifier

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "jobs", "inkwell", "outbox"),
]


@pytest.fixture
def members(settings, tmp_path, monkeypatch):
    settings.PRIVATE_STORAGE_DIR = tmp_path / "private"
    for demo in DEMO_PEOPLE:
        add_identifier(DataSubject.objects.create(residence=demo.residence), "email", demo.email)
    call_command("trial_people", stdout=StringIO())
    monkeypatch.setattr(planning, "PIECE", 3)


@pytest.fixture
def played(members):
    call_command("trial_states", stdout=StringIO())


def of(key):
    (address,) = (demo.email for demo in DEMO_PEOPLE if demo.key == key)
    return User.objects.get(email=address).subject


def request_of(key, **which):
    return DataSubjectRequest.objects.get(subject=of(key), **which)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in
            (Campaign, Notice, DataSubjectRequest, ConsentRecord, PolicyVersion, MailDelivery, ExportPackage, AuditEvent)]  # fmt: skip


def test_staff_find_a_request_of_every_kind(played):
    tomorrow = request_of("diego", channel="portal")
    assert (tomorrow.internal_due, tomorrow.state) == (today() + timedelta(days=1), "in_progress")
    assert request_of("lena").statutory_due < today()
    assert request_of("lena").state == "in_progress"
    extended = request_of("maya", right="rectification")
    assert extended.extended_at is not None
    assert extended.statutory_due > today()
    assert request_of("viktor").state == "denied"


def test_an_agent_waits_for_somebody_to_confirm(played):
    mandate = Mandate.objects.get()
    assert mandate.confirmation == "waiting"
    assert mandate.request.state == "open"
    assert vault.read(mandate).startswith(b"%PDF")
    asked = MailDelivery.objects.filter(template__startswith="dsr/agent").values_list("job_state", flat=True)
    assert set(asked) == {"done"}


def test_a_question_waits_for_an_answer(played):
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.kind) == ("open", "question")


def test_an_account_closes_tomorrow(played):
    closing = request_of("noah")
    assert (now() - closing.received_at).days == 9
    assert now() < closing.execute_after < now() + timedelta(days=1)


def test_a_copy_is_ready(played):
    package = ExportPackage.objects.get(subject=of("maya"))
    assert package.state == "ready"
    assert request_of("maya", right="access").state == "fulfilled"


def test_choices_are_on_record_in_their_ways(played):
    (signal,) = ConsentRecord.objects.of(of("diego").ref)
    assert (signal.about, signal.decision, signal.method) == ("sale", "opted_out", "gpc")
    given, withdrawn = ConsentRecord.objects.of(of("lena").ref).order_by("sequence")
    assert (given.decision, withdrawn.decision) == ("given", "withdrawn")
    (left,) = ConsentRecord.objects.of(of("sam").ref)
    assert (left.about, left.method) == ("topic", "one_click")


def test_one_policy_applies_and_another_is_announced(played):
    first, second = PolicyVersion.objects.order_by("number")
    assert first.effective_on < today() < second.effective_on
    assert second.change_class == "significant"
    assert "[[" not in first.text + second.text


def test_half_of_the_notices_are_sent_and_the_rest_waits_a_day(played, jobs, clock_at):
    campaign = Campaign.objects.get(kind="policy")
    states = Counter(campaign.notices.values_list("state", flat=True))
    assert states["handed_over"] > 1
    assert states["planned"] > 1
    jobs.run()
    assert Counter(campaign.notices.values_list("state", flat=True)) == states
    clock_at(now() + timedelta(days=1))
    sweep()
    jobs.run()
    assert not campaign.notices.filter(state="planned").exists()


def test_the_newsletter_went_to_those_who_asked_for_it(played):
    campaign = Campaign.objects.get(kind="message")
    told = campaign.notices.filter(state="handed_over").values_list("subject__user__email", flat=True)
    assert {address.partition(".")[0] for address in told} == {"maya", "layla"}
    assert campaign.notices.filter(state="skipped", reason="never_agreed").exists()


def test_letters_were_sent_when_things_happened(played):
    sent = MailDelivery.objects.filter(template="dsr/extended").get()
    assert sent.sent_at == now() - timedelta(days=6)
    assert not MailDelivery.jobs.claimable().exists()


def test_playing_again_changes_nothing(played):
    before = everything()
    call_command("trial_states", stdout=StringIO())
    assert everything() == before


@pytest.mark.parametrize("place", [4, len(SCENES) - 1])
def test_a_scene_that_is_stopped_leaves_nothing_and_is_played_the_next_time(members, monkeypatch, place):
    class Killed(BaseException):
        pass

    def killed():
        SCENES[place]()
        raise Killed

    scenes = [*SCENES[:place], killed, *SCENES[place + 1 :]]
    monkeypatch.setattr("config.states.play.SCENES", scenes)
    with pytest.raises(Killed):
        call_command("trial_states", stdout=StringIO())
    monkeypatch.setattr("config.states.play.SCENES", SCENES)
    call_command("trial_states", stdout=StringIO())
    assert DataSubjectRequest.objects.count() == 7
    assert PolicyVersion.objects.count() == 2


def test_members_nobody_synced_are_left_out(db):
    call_command("trial_people", stdout=StringIO())
    call_command("trial_states", stdout=StringIO())
    assert not DataSubjectRequest.objects.exists()
    assert PolicyVersion.objects.exists()


def test_outside_a_trial_the_clock_does_not_go_back(settings, members):
    settings.TRIAL = False
    with pytest.raises(CommandError):
        call_command("trial_states")
    with pytest.raises(ImproperlyConfigured), ago(days=1):
        pass
    assert not DataSubjectRequest.objects.exists()
