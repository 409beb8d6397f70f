"""Register the mails of this app. They go to the company's own people and are part of answering requests."""

from accounts.mail import register

for name in ("question", "question_code", "question_staff", "store_state"):
    register(f"exports/{name}", topic="administrative")
