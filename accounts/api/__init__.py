"""The ground floor's part of the API."""
