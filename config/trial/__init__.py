"""Run the whole portal on one machine for a look: what `manage.py trial` does."""
