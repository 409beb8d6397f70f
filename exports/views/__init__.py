"""Pages about a person's data: what is held, and copies of it."""
