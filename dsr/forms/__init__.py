"""Forms of the dsr app."""
