"""The trial's people in the middle of things: requests, choices, a closing, a policy about to change. Exists only in the trial."""
