"""A campaign's way: planned in pieces, handed over in batches, and what became of each notice."""
