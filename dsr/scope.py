"""From a request to what its copy holds."""

from dataclasses import replace

from accounts.datamap.current import current
from dsr.models import DataSubjectRequest
from exports.scope import Scope
from exports.scope_words import words_of

COPIES = ("access", "portability")
"""The rights that are answered with a copy."""


def scope_of(request: DataSubjectRequest) -> Scope:
    """Return what the copy of this request holds: what the person chose, under the law the request is answered by."""
    wish = Scope.from_data(request.wish)
    if request.right == "portability":
        wish = replace(wish, right="portability")
    return wish.under(request.regime)


def copy_holds(request: DataSubjectRequest) -> list[str]:
    """Return phrases that say what the copy of this request holds; none of a request for anything else."""
    return words_of(scope_of(request), current()) if request.right in COPIES else []
