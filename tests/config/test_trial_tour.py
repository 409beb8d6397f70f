"""The tour of the trial: its stops, its sign-in by one press, its clock; none of it outside a trial."""

import importlib
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, clear_url_caches, reverse, set_urlconf
from django.utils.html import escape

from accounts.actor import actor_for
from accounts.clock import now, today
from accounts.models import DataSubject, User
from config import urls
from config.example.demo import DEMO_PEOPLE
from config.tour.stops import STOPS
from dsr.actions.closing import close_account
from tests.dsr.asking import ask
from tests.people import add_identifier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jobs")]
NOAH, STAFF = 8, 9


@pytest.fixture
def members():
    for demo in DEMO_PEOPLE:
        add_identifier(DataSubject.objects.create(residence=demo.residence), "email", demo.email)
    call_command("trial_people", stdout=StringIO())


@pytest.fixture
def press(client):
    """Return a function that presses a button of the tour, as its own page does."""

    def pressed(address):
        token = client.get(reverse("trial-tour")).context["token"]
        return client.post(address, {"token": token}, headers={"origin": "http://testserver"})

    return pressed


def test_the_stops_are_all_there_in_order(client, members):
    page = client.get(reverse("trial-tour"))
    assert [shown.number for shown in page.context["stops"]] == list(range(1, 11))
    for shown in page.context["stops"]:
        assert f'<a href="{shown.address}">{escape(str(shown.stop.title))}</a>' in page.content.decode()
        assert not shown.gone
    assert not client.cookies
    assert client.get("/tour")["Location"] == reverse("trial-tour")
    assert reverse("trial-tour") in client.get("/").content.decode()


def test_one_press_signs_in_and_goes_there(client, members, press):
    answer = press(reverse("trial-go", args=[NOAH]))
    assert answer["Location"] == STOPS[NOAH - 1].address
    noah = User.objects.get(email=STOPS[NOAH - 1].email)
    assert client.session["_auth_user_id"] == str(noah.pk)

    press(reverse("trial-go", args=[4]))
    assert client.session["_auth_user_id"] == str(User.objects.get(email=STOPS[3].email).pk)


def test_staff_still_need_their_second_factor(client, members, press):
    answer = press(reverse("trial-go", args=[STAFF]))
    assert answer["Location"].partition("?")[0] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(answer["Location"]).content.decode()
    code = page.partition("Your one-time code is ")[2][:6]
    assert client.post(answer["Location"], {"code": code})["Location"] == STOPS[STAFF - 1].address
    assert client.get(reverse("admin:index")).status_code == 200


def test_who_is_erased_is_said_to_be_gone(client, members, press):
    User.objects.filter(email=STOPS[NOAH - 1].email).delete()
    assert "Nobody can sign in as Noah Frei any more" in client.get(reverse("trial-tour")).content.decode()
    assert press(reverse("trial-go", args=[NOAH])).status_code == 404


def test_no_other_page_can_press_it(client, members):
    for address in (reverse("trial-go", args=[NOAH]), reverse("trial-next-day")):
        assert client.post(address).status_code == 403
        assert client.get(address).status_code == 405
    assert "_auth_user_id" not in client.session


def test_stops_for_everybody_sign_nobody_in(members, press):
    for number in (1, 99):
        assert press(reverse("trial-go", args=[number])).status_code == 404


def test_the_clock_moves_by_a_day(client, settings, tmp_path, press):
    settings.CLOCK_FILE = tmp_path / "clock"
    before = now()
    assert press(reverse("trial-next-day"))["Location"] == reverse("trial-tour")
    assert press(reverse("trial-next-day")).status_code == 302
    assert (tmp_path / "clock").read_text() == str(2 * 86_400)
    assert timedelta(days=2) <= now() - before < timedelta(days=2, minutes=5)


def test_what_became_due_is_shown(client, person, bystander, frozen, committed):
    ask(person, right="rectification")
    closing = close_account(bystander, actor=actor_for(bystander))
    assert "Nothing." in client.get(reverse("trial-tour")).content.decode()
    frozen.move(days=9, hours=1)
    page = client.get(reverse("trial-tour"))
    assert [closing.reference in due.what for due in page.context["soon"]] == [True]
    assert not page.context["lately"]
    frozen.move(days=1)
    page = client.get(reverse("trial-tour"))
    assert [closing.reference in due.what for due in page.context["lately"]] == [True]
    assert str(today().year) in page.content.decode()


def test_outside_a_trial_there_is_neither_tour_nor_clock(client, settings):
    settings.TRIAL = False
    try:
        importlib.reload(urls)
        clear_url_caches()
        for address in ("/tour", "/trial/tour", "/trial/tour/8", "/trial/tour/next-day", "/trial/mailbox"):
            assert client.get(address).status_code == 404
        with pytest.raises(NoReverseMatch):
            reverse("trial-tour")
    finally:
        settings.TRIAL = True
        importlib.reload(urls)
        clear_url_caches()
        set_urlconf(None)
    assert client.get("/trial/tour").status_code == 200
