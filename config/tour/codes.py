"""The one-time codes of the trial's staff, whose secrets are no secret."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from config.sign_ins.people import DemoStaff


def code_of(demo: DemoStaff) -> str:
    """Return the code that is good now, for about half a minute and for one use."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(demo.secret, counters[len(counters) // 2])))
