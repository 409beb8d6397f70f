"""Every mail has its trio, is registered, says nothing personal, and leaves no gap."""

from pathlib import Path
from typing import Any

import pytest
from django.template import TemplateSyntaxError
from django.template.backends.django import Template
from django.template.base import Template as BaseTemplate

from accounts import mail
from accounts.mail_links import MailLink
from tests.house import mail as rules
from tests.house.mail import TRIO
from tests.house.source import ROOT, told
from tests.strict_mail import render_strictly, strict_engine

TEMPLATES = ROOT / "templates"
NAMES = rules.folders(TEMPLATES)


def files(name: str) -> list[str]:
    app, _, short = name.partition("/")
    return [f"{app}/email/{short}/{file}" for file in TRIO]


ALL = pytest.mark.parametrize("template", [file for name in NAMES for file in files(name)])


def test_folders_and_registrations_match() -> None:
    assert len(NAMES) > 10
    assert not told(rules.unregistered(NAMES, mail.templates))


def test_every_mail_is_complete() -> None:
    assert not told(rules.incomplete(TEMPLATES, NAMES))


@ALL
def test_nothing_personal_is_shown(template: str) -> None:
    assert not told(rules.personal_fields(template, rules.variables(template)))


@ALL
def test_every_file_renders(template: str) -> None:
    assert not told(rules.unrenderable(template))


@pytest.mark.promise("P21", "P22", "P36", "P37")
@pytest.mark.parametrize("name", NAMES)
def test_every_mail_says_what_all_must(name: str, settings: Any) -> None:
    assert not told(rules.lacking(rules.filled_in(name), settings.BASE_URL))


@pytest.mark.promise("P43")
@pytest.mark.parametrize("name", NAMES)
def test_no_mail_tells_that_it_was_read(name: str, settings: Any) -> None:
    assert not told(rules.following(rules.filled_in(name), settings.BASE_URL))


def test_the_portal_sends_strictly_in_tests() -> None:
    assert mail.render_to_string is render_strictly


def test_a_folder_without_registration_is_found() -> None:
    unregistered, gone = rules.unregistered(["dsr/new", "dsr/both"], ["dsr/both", "dsr/gone"])
    assert unregistered.startswith(
        'templates/dsr/email/new/ is not registered. Call mail.register("dsr/new", topic=…)'
    )
    assert gone == "dsr/gone is registered and has no folder templates/dsr/email/gone/."


def test_an_incomplete_mail_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "dsr" / "email" / "half"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("Half")
    assert rules.folders(tmp_path) == ["dsr/half"]
    text, html = rules.incomplete(tmp_path, ["dsr/half"])
    assert text.startswith("dsr/half lacks templates/dsr/email/half/body.txt.")
    assert "body.html" in html


@pytest.mark.parametrize(
    "word", ["email", "user.email", "request.contact", "ip", "new_address", "subject.residence.place"]
)
def test_something_personal_is_found(word: str) -> None:
    (found,) = rules.personal_fields("dsr/email/bad/body.txt", [word])
    assert found.startswith(
        f"dsr/email/bad/body.txt shows {word}. A mail holds nothing personal beyond the greeting"
    )
    assert not list(
        rules.personal_fields(
            "x", ["name", "reference", "organisation.address", "organisation.privacy_email"]
        )
    )


def test_every_kind_of_variable_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    source = (
        "{% load i18n %}{{ plain|upper }}{% if a %}{{ inner }}{% endif %}"
        "{% blocktranslate with b=long.way|date %}{{ b }} {{ free }}{% endblocktranslate %}"
    )
    template = Template(BaseTemplate(source), None)
    monkeypatch.setattr(rules, "get_template", lambda name: template)
    assert rules.variables("any") == {"plain", "inner", "long.way", "free"}


def test_what_does_not_render_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str, context: dict[str, Any]) -> str:
        return str(strict_engine().from_string('{{ word }}{% url "nowhere" %}').render(context))

    monkeypatch.setattr(rules, "render_strictly", broken)
    (found,) = rules.unrenderable("dsr/email/bad/body.txt")
    assert found.startswith("dsr/email/bad/body.txt: Reverse for 'nowhere' not found.")


def test_a_gap_is_noticed_wherever_a_test_sends(db: None) -> None:
    with pytest.raises(TemplateSyntaxError, match="The variable code is not in the mail's context"):
        mail.send("accounts/sign_in_code", to="maya@example.org", context={})


def letter_of(text: str, html: str = "") -> mail.Letter:
    """Return a letter with any words, as nobody can make one through `compose`."""
    link = MailLink(None, "digest", "K7QM-42RD-XW9T")
    template = mail.Template("dsr/bad", "digest")
    return mail.Letter(template, to="a@example.org", words=("", text, html or text), link=link, forget=False)


def test_a_mail_that_lacks_something_is_found() -> None:
    """Each thing is missed in each form; a mail that says all of it is not complained about."""
    found = list(rules.lacking(letter_of("Hello."), "http://testserver"))
    assert len(found) == 12
    assert found[0].startswith("The txt of dsr/bad lacks the postal address. Extend email/base.txt")
    whole = str(rules.filled_in("accounts/sign_in_code").body)
    assert len(list(rules.lacking(letter_of(whole), "http://testserver"))) == 8


@pytest.mark.parametrize(
    "bad",
    [
        '<img src="https://mail.example/open.png">',
        '<td background="x.png">',
        "<p style=\"background: url('/x.png')\">",
        '<a href="https://click.example/abc">',
        '<a href="http://testserver/policy/?who=maya">',
        '<a href="http://testserver/genuine/K7QM-42RD-XW9T">',
    ],
)
def test_what_follows_a_reader_is_found(bad: str) -> None:
    (found,) = rules.following(letter_of("Hello.", bad), "http://testserver")
    assert found.startswith("The html of dsr/bad ")


def test_what_follows_nobody_is_let_be() -> None:
    link = MailLink(None, "digest", "K7QM-42RD-XW9T")
    fine = f'<a href="http://testserver/preferences/{link.token}/">x</a> <a href="mailto:privacy@quire.example">y</a>'
    assert not list(rules.following(letter_of("Hello.", fine), "http://testserver"))
