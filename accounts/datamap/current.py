"""The data map in force in this process."""

from functools import cache

from django.conf import settings

from accounts.datamap.loader import load
from accounts.datamap.models import portal_store
from accounts.datamap.vocabulary import DataMap


@cache
def current() -> DataMap:
    """Return the merged map: the portal's own file, then the operator's. Raise DataMapError.

    Read once in a process; a changed file takes effect at the next start, after `datamap apply`.
    """
    return load([settings.PORTAL_MAP, *settings.DATA_MAP_FILES], portal=portal_store())
