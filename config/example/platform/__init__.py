"""Inkwell, an invented publishing platform with a database of its own, for the trial and the tests."""

from config.example.platform.build import SCHEMA, build, is_built
from config.example.platform.people import DEMO_PEOPLE, DemoPerson

__all__ = ["DEMO_PEOPLE", "SCHEMA", "DemoPerson", "build", "is_built"]
