"""The exports app's part of the API."""
