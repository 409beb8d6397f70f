"""Register the mails of campaigns."""

from accounts.mail import BY_SENDER, register
from consent.campaigns.letters import MESSAGE, POLICY_CHANGED

register(POLICY_CHANGED, topic="policy-changes")
# Staff choose the topic; the sender's door refuses one that cannot be switched off.
register(MESSAGE, topic=BY_SENDER)
