"""Scaffold: from an unknown database to a map that loads, fits it and can be erased by; a person then edits what is meant.

`look` reads the catalogue and a bounded sample, `signs` says what a column seems to be, `people`, `links` and `documents` find whose
rows are whose, `handling` what an erasure does, `mending` asks the real rules until nothing stands in the way, and
`writing` puts it down with every guess marked as one. No sampled value leaves `look` and `documents`.
"""
