"""Where attempts come from: the visitor, behind as many proxies as the settings trust."""

import pytest

from accounts.rate_limits import place_of

VISITOR, PROXY, CLAIMED = "203.0.113.7", "198.51.100.1", "192.0.2.66"


@pytest.mark.parametrize(
    ("trusted", "forwarded", "place"),
    [
        (0, "", PROXY),
        (0, VISITOR, PROXY),
        (1, VISITOR, VISITOR),
        (1, f"{CLAIMED}, {VISITOR}", VISITOR),
        (2, f"{CLAIMED}, {VISITOR}, 10.0.0.1", VISITOR),
    ],
)
def test_the_visitor_is_counted_and_not_the_proxy(rf, settings, trusted, forwarded, place):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert place_of(rf.get("/", headers=headers, REMOTE_ADDR=PROXY)) == place
