"""Register the mails of campaigns."""

from accounts.mail import BY_SENDER, register
from consent.campaigns.letters import MESSAGE, NAMED, POLICY_CHANGED

register(POLICY_CHANGED, topic="policy-changes")
register(NAMED, topic="named-by-others")
# Staff choose the topic; the sender's door refuses one that cannot be switched off.
register(MESSAGE, topic=BY_SENDER)
