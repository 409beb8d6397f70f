"""A picture of the data map: stores, their tables, the ways to a person, and who receives what. Pure."""
