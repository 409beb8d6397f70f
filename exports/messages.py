"""Register the mails of this app."""

from accounts.mail import register

register("exports/store_state", topic="administrative")
