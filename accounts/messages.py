"""The mails of this app; each is an administrative message that nobody can opt out of."""

from accounts.mail import register

for name in (
    "account_exists",
    "confirm_address",
    "no_account",
    "password_code",
    "security_alert",
    "sign_in_code",
):
    register(f"accounts/{name}", topic="administrative")
