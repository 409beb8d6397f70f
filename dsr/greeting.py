"""By which name a mail greets somebody who has not proved who they are. Pure: imports no models.

Anybody can write anybody's address into a public form, and what stands in the field for the name comes to that
mailbox under our sender. So it is one line, and a name that holds something to click on is left out.
"""

import re

LEADS_ELSEWHERE = re.compile(r"[/@\\]|\w{2,}\.\w{2,}")


def greeted_as(name: str) -> str:
    """Return the name on one line; empty where it holds an address of a page or mailbox, or what programs make one of."""
    line = " ".join(name.split())
    return "" if LEADS_ELSEWHERE.search(line) else line
