"""Verbs of `manage.py datamap` about what the published policy makes of the map."""
