"""Verbs of `manage.py datamap` that look into stores; see accounts.datamap_verbs."""
