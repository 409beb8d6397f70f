"""Stores: where personal data lives, and the only way to it.

`registry` opens a store, `locate` finds which rows are a person's, `predicate` says it in SQL, `collect`
counts and streams them, `live` compares the declared tables with the real ones. `erase`, `residue` and
`suspend` change them. The portal's own database and a company's are the same to all of it.
"""
