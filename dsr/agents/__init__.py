"""Authorised agents: their documents, their words, and what staff look for in a power of attorney."""
