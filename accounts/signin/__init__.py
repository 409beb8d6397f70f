"""How people get in: codes, passwords, passkeys, providers. django-allauth does the work; this says how."""
