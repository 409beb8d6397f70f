"""The register itself: every promise, in groups, in the words of this page.

To change one, edit its module here. A promise that nothing carries out stands here without `how`.
"""

from functools import cache

from dsr.promises.evidence import queries
from dsr.promises.promise import Group, Promise, check
from dsr.promises.register.choices import CHOICES
from dsr.promises.register.deletion import DELETION
from dsr.promises.register.holdings import HOLDINGS
from dsr.promises.register.messages import MESSAGES
from dsr.promises.register.policy import POLICY
from dsr.promises.register.rights import RIGHTS
from dsr.promises.register.security import SECURITY
from dsr.promises.register.sharing import SHARING

GROUPS = (POLICY, HOLDINGS, SHARING, CHOICES, MESSAGES, RIGHTS, DELETION, SECURITY)


@cache
def register() -> tuple[Group, ...]:
    """Return the groups. Raise FaultyRegister when they are not as they must be."""
    return check(GROUPS, frozenset(queries()))


def promises() -> list[Promise]:
    """Return every promise, by number."""
    every = [promise for group in register() for promise in group.promises]
    return sorted(every, key=lambda promise: promise.id)
