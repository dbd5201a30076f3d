"""Inspection on a phone: the visits of the day, one visit, and what is sent from it, connection or none."""
