"""People whom members named: two were told of it, and one waits under a legal hold."""

from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM
from accounts.clock import today
from accounts.models import DataSubject, LegalHold
from accounts.roster.entries import entry_from
from config.states.past import ago
from consent.actions.campaigns import tell_named

STORE = "platform"
GIFTS = {
    "gift-1001": "ottilie.brand@gifted.example",
    "gift-1002": "samir.haas@gifted.example",
    "gift-1003": "june.adair@gifted.example",
}
"""What the gift shop sends: the number of a gift, and the address it goes to."""
HELD = "gift-1003"


def told() -> None:
    """Let the gift shop have sent three people twelve days ago, and the portal have told two of them."""
    if DataSubject.objects.known_by("platform_id", HELD, STORE).exists():
        return
    with ago(days=12):
        lines = [
            {"platform_id": number, "email": email, "standing": "contact"} for number, email in GIFTS.items()
        ]
        merge_roster(STORE, entries=[entry_from(line) for line in lines], actor=SYSTEM)
        LegalHold.objects.create(
            subject=DataSubject.objects.known_by("platform_id", HELD, STORE).get(),
            reason="A dispute about who paid for the gift",
            owner="Legal",
            review_on=today(),
        )
        tell_named(actor=SYSTEM)
