"""The consent app's part of the API."""
