"""How a package comes about: planned once, built section by section, closed with index and manifest."""
