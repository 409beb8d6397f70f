"""Run the tests on throwaway servers: what `manage.py test` does."""
