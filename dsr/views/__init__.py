"""Pages of the dsr app."""
