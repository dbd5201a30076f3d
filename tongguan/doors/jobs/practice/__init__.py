"""Practice: a database of its own, with masked copies of real declarations, in which nothing counts."""
