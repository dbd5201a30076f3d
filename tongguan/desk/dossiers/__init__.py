"""Dossiers: the only room that writes state, and only as the fold of what happened."""
