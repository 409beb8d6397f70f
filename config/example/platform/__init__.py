"""Inkwell, an invented publishing platform with a database of its own, for the trial and the tests."""

from config.example.platform.build import SCHEMA, build, is_built

__all__ = ["SCHEMA", "build", "is_built"]
