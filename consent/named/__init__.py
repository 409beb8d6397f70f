"""People whom only others named: who is told so, who is not and why, and what they are told (GDPR 14)."""
