"""Inspections: what must be looked at, when and by whom, what was found, and the certificates that follow."""
