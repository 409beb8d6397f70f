"""The roster: how the company's people become data subjects.

`entries` says what one line of it is, `source` reads the lines from a store's person table, `merge`
finds or makes the subjects for a batch. The action that commits is accounts/actions/roster.py.
"""
