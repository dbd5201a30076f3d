"""Declarations: what was stated, what it is worth, what it owes, and what selected it. Nothing lodged is
edited."""
