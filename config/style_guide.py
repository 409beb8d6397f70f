"""Show every component on one page, for the trial and for the tests. Never routed in production."""

from datetime import UTC, date, datetime

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

STATES = ("open", "in_progress", "fulfilled", "denied", "revoked", "expired")
RIGHTS = (("see", "See what is held"), ("download", "Download a copy"), ("delete", "Close the account"))


class SampleForm(forms.Form):
    """Hold one field of every kind a page may ask for."""

    email = forms.EmailField(label="Your e-mail address", help_text="We send a code to this address.")
    code = forms.CharField(label="Code", max_length=8)
    given_on = forms.DateField(
        label="On which day did you give it?", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    country = forms.ChoiceField(label="Country", choices=[("fr", "France"), ("us", "United States")])
    right = forms.ChoiceField(label="What would you like to do?", choices=RIGHTS, widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Which parts?", choices=RIGHTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label="Anything we should know", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="I have read what will happen", help_text="You can cancel for 10 days.")


class QuestionForm(forms.Form):
    """Hold the single answer of a question page."""

    wish = forms.ChoiceField(
        label="What would you like us to do?",
        choices=RIGHTS,
        help_text="Choose one. You can come back for another.",
        widget=forms.RadioSelect,
    )


def sample_context() -> dict[str, object]:
    """Return made-up values for every component; nothing here is about a real person."""
    filled = SampleForm({"email": "ada@example", "country": "fr"}, prefix="bad")
    filled.is_valid()
    return {
        "organisation": {
            "name": "Quire & Leaf",
            "address": ["12 Harbour Street", "2100 Copenhagen", "Denmark"],
            "privacy_email": "privacy@quire.example",
        },
        "clean": SampleForm(prefix="clean"),
        "filled": filled,
        "question": QuestionForm(prefix="question"),
        "states": STATES,
        "rows": [
            {"label": "Your right", "value": "A copy of your data"},
            {"label": "Asked for", "value": "21 November 2026", "href": "#summary", "action": "Change"},
            {"label": "Answer due", "value": "21 December 2026\n30 days from the day after you asked"},
        ],
        "tasks": [
            {"title": "Confirm your address", "href": "#tasks", "state": "fulfilled"},
            {"title": "Choose the parts", "href": "#tasks", "hint": "Two minutes", "state": "in_progress"},
            {"title": "Review and send", "label": "Not yet", "tone": ""},
        ],
        "events": [
            {"title": "We received your request", "at": datetime(2026, 11, 21, 9, 30, tzinfo=UTC)},
            {
                "title": "We are collecting your data",
                "when": "Now",
                "tone": "current",
                "text": "6 of 14 places done.",
            },
            {"title": "Your copy is ready", "when": "Expected today", "tone": "future"},
        ],
        "clocks": sample_clocks(),
        "authorities": [
            {"name": "Authority for Made-up Data", "local": "Amt für erfundene Daten", "url": "#authorities"},
            {"name": "Commission for Samples", "url": "#authorities"},
        ],
        "columns": ["Category", "Where from", "Kept for", "Rows"],
        "table_rows": [
            ["Your profile", "You", "Until you close your account", "1"],
            ["Reading history", "Your use of the service", "24 months", "1,204"],
            ["Payments", "Our payment processor", "10 years, bookkeeping law", "18"],
        ],
        "page_obj": Paginator(range(95), 10).page(4),
        "crumbs": [
            {"label": "Privacy home", "href": "#"},
            {"label": "Your requests", "href": "#"},
            {"label": "A copy of your data"},
        ],
        "errors": ["Enter the code from our message"],
        "keys": ["ink", "ink-soft", "surface", "line", "brand", "accent"],
        "tones": ["info", "success", "warning", "urgent"],
    }


def sample_clocks() -> list[dict[str, object]]:
    """Return the clock of a young request, of one that was put off, of a late one and of one that is answered."""
    first = {
        "title_id": "clock-1",
        "headline": "26 days left for our answer",
        "received": date(2026, 11, 21),
        "acknowledged": date(2026, 11, 21),
        "due": date(2026, 12, 21),
        "passed": 4,
        "total": 30,
        "cite": "GDPR art. 12(3)",
        "coming": "Our staff work on it and write to you with the answer.",
    }
    put_off = {
        "title_id": "clock-2",
        "headline": "5 days left for our answer",
        "tone": "near",
        "first_due": date(2026, 12, 21),
        "due": date(2027, 2, 21),
        "passed": 87,
        "total": 92,
        "reason": "Much of it is in an archive.",
    }
    late = {"title_id": "clock-3", "headline": "Our answer is 2 days late", "tone": "urgent", "passed": 30}
    over = {
        "title_id": "clock-4",
        "headline": "Answered after 9 days",
        "tone": "over",
        "closed": date(2026, 11, 30),
        "coming": "",
    }
    return [first, first | put_off, first | late, first | over]


def style_guide(request: HttpRequest) -> HttpResponse:
    """Render every component with made-up values."""
    return render(request, "components/style_guide.html", sample_context())
