"""Numbers of people and of what they did, published so that nobody can be told from them.

A number below ten is said as "fewer than 10", and any other is cut down to a full ten: neither subtracting one
part from its total nor comparing yesterday's page with today's then shows what a single person did. That
nothing at all went wrong may be said exactly, because it is about the company and about no person.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

LEAST = 10


@dataclass(frozen=True)
class Count:
    """A number as it may be published: `at_least` a full ten, `fewer_than` ten, or exactly nothing."""

    bound: str
    value: int

    def __str__(self) -> str:
        if self.bound == "at_least":
            return _("at least %(n)s") % {"n": f"{self.value:,}"}
        return _("fewer than %(n)s") % {"n": LEAST} if self.bound == "fewer_than" else _("none")

    def as_data(self) -> dict[str, int]:
        """Return it for programs."""
        return {self.bound: self.value}


def of_people(number: int) -> Count:
    """Return a number of people, or of things they did, as it may be published."""
    if number < LEAST:
        return Count("fewer_than", LEAST)
    return Count("at_least", number - number % LEAST)


def of_failures(number: int) -> Count:
    """Return how often the company failed: none may be said, one to nine is fewer than ten."""
    return Count("exactly", 0) if number == 0 else of_people(number)
