"""The trial's sign-ins: members of the sample company, an agent and two of its staff. Exists only in the trial."""
