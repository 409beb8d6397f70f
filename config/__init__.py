"""Hold what ties the four apps together: settings, URLs, Celery, and the two commands.

This file imports nothing: `manage.py` reaches `config.bootstrap` through it before any package is installed.
"""
