"""The data map: one declaration of what is held, why, who receives it and how long it stays.

`vocabulary` holds the objects, `reader` and `loader` make them from YAML, `declare` and `models` from
Django models, `coverage` compares them with what is installed, `history` keeps what applied when, and
`current` is the map in force in this process.
"""
