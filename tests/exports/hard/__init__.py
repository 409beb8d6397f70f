"""A company's database with every hard shape, the same on each server as far as the server can hold it.

`shapes.sql` and `people.sql` are for all, `shapes.yaml` is the map of them; `postgresql.sql` and `postgresql.yaml` are what
only PostgreSQL has, and another server may have its own pair. Each row's `mark` names the people it belongs to: what an
export must contain and what an erasure must not touch is read off there, and nowhere from the code that is tested.
"""
