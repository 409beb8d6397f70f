"""The mails of this app; all are administrative, and alerts say so in a topic of their own."""

from accounts.mail import register

for name in (
    "account_exists",
    "confirm_address",
    "no_account",
    "password_code",
    "sign_in_code",
):
    register(f"accounts/{name}", topic="administrative")
register("accounts/security_alert", topic="security")
