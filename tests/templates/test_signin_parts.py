"""Draw the parts of django-allauth's pages with the portal's own components."""

import pytest
from django.template import Context, Origin, Template


def draw(markup: str, **context: object) -> str:
    """Return a template string rendered with allauth's tags."""
    origin = Origin("test", template_name="test.html")
    return Template("{% load allauth %}" + markup, origin=origin).render(Context(context))


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("prominent,login", 'class="button"'),
        ("prominent,login,outline,primary", "button--secondary"),
        ("danger,delete", "button--danger"),
        ("link,cancel", "button--link"),
        ("mfa,authenticator,edit,tool", "button--small"),
    ],
)
def test_button_tags_choose_the_kind_of_button(tags: str, expected: str) -> None:
    button = draw("{% element button type='submit' tags=tags %}Go{% endelement %}", tags=tags)
    assert expected in button
    assert button.startswith("<button")


def test_a_button_with_an_address_is_a_link() -> None:
    assert draw("{% element button href='/x' %}Go{% endelement %}").strip() == (
        '<a href="/x" class="button">Go</a>'
    )


@pytest.mark.parametrize(
    ("tags", "tone"),
    [("success,email,verified", "success"), ("warning,email", "warning"), ("email,primary", "info")],
)
def test_badges_are_tags(tags: str, tone: str) -> None:
    assert f"tag--{tone}" in draw("{% element badge tags=tags %}x{% endelement %}", tags=tags)


def test_form_actions_are_a_button_group() -> None:
    form = draw(
        "{% element form method='post' action='/go' %}{% slot body %}fields{% endslot %}"
        "{% slot actions %}{% element button %}Go{% endelement %}{% endslot %}{% endelement %}"
    )
    assert '<form method="post" action="/go">fields' in form
    assert '<div class="button-group"><button class="button">Go</button>' in form


def test_a_choice_keeps_its_value_and_label() -> None:
    field = draw(
        "{% element field type='radio' name='email' value='a@example.org' id='r1' checked=True %}"
        "{% slot label %}a@example.org{% endslot %}{% endelement %}"
    )
    assert 'name="email"' in field
    assert 'value="a@example.org"' in field
    assert 'label for="r1"' in field
    assert " checked" in field
