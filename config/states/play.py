"""Every scene, in the order in which things happened."""

from collections.abc import Callable
from contextlib import suppress

from django.db import transaction

from config.states import agents, choices, enquiries, named, policy, requests
from config.states.cast import Gone
from config.states.past import do_what_followed

SCENES: tuple[Callable[[], None], ...] = (
    policy.first_version,
    named.told,
    choices.withdrawn,
    choices.subscribed,
    requests.due_tomorrow,
    requests.overdue,
    requests.extended,
    requests.refused,
    choices.signal,
    requests.closing,
    choices.unsubscribed,
    policy.announced_version,
    enquiries.question,
    requests.copy_ready,
    agents.waiting_for_the_person,
    policy.newsletter,
)


def play() -> int:
    """Play what has not been played yet and return how many scenes there are; safe to repeat and to stop in between.

    A scene is there whole or not at all; what a worker does after it is done here, and by the worker if this is stopped
    first. A scene whose people nobody synced, or whom the trial erased meanwhile, is left out.
    """
    for scene in SCENES:
        with suppress(Gone), transaction.atomic():
            scene()
        do_what_followed()
    return len(SCENES)
