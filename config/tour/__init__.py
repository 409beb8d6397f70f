"""The tour of the trial: ten stops, a sign-in by one press, and a clock to move. Exists only in the trial."""
