"""Services people sign in with: what each brought is kept apart, shown, refreshed and removed (P07)."""
