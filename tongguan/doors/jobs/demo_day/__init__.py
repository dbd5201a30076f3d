"""A day at a port that ships with the project: who trades there, what they declare, and who does the work."""
