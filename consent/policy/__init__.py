"""The published policy: Markdown to page, tables from the data map, and the comparison of two texts."""
