"""The mail of a campaign: the same words for everybody, made once for a whole batch."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import mark_safe

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Topic
from consent.models import Campaign, PolicyVersion
from consent.named.telling import facts_for
from consent.policy.rendering import to_html

POLICY_CHANGED = "consent/policy_changed"
MESSAGE = "consent/message"
NAMED = "consent/named"
TEMPLATES = {Campaign.Kind.POLICY: POLICY_CHANGED, Campaign.Kind.MESSAGE: MESSAGE, Campaign.Kind.NAMED: NAMED}


def topic_of(campaign: Campaign) -> Topic:
    """Return the campaign's topic. Raise KeyError when the data map no longer has it."""
    return current().topics[campaign.topic]


def template_of(campaign: Campaign) -> str:
    """Return the name of the campaign's template."""
    return TEMPLATES[Campaign.Kind(campaign.kind)]


def context_of(campaign: Campaign) -> dict[str, Any]:
    """Return what the campaign's template is filled with; nothing in it is about a person. Raise KeyError when the data map no longer says what to tell."""
    if campaign.kind == Campaign.Kind.NAMED:
        return facts_for(campaign.store)
    if campaign.kind == Campaign.Kind.MESSAGE:
        # Rendered from Markdown that staff wrote, and cleaned.
        return {"title": campaign.title, "text": campaign.text, "html": mark_safe(to_html(campaign.text))}  # noqa: S308
    version = campaign.policy_version
    assert version is not None  # noqa: S101  (campaigns of this kind always have one)
    before = PolicyVersion.objects.before(version).only("number").first()
    page = settings.BASE_URL + reverse("consent:policy_version", args=[version.number])
    compare = (
        f"{settings.BASE_URL}{reverse('consent:policy_compare')}?from={before.number}&to={version.number}"
        if before
        else ""
    )
    return {
        "summary": version.summary,
        "effective_on": version.effective_on,
        "version_url": page,
        "compare_url": compare,
        "home_url": settings.BASE_URL + reverse("home"),
    }
