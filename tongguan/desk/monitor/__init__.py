"""Clearance times and reports, derived from the events alone: everything here can be thrown away and made
again."""
