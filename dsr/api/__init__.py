"""Requests for programs: the same actions behind the same rules as the pages."""
