"""The officers' pages. So far a board of the day, under demo settings only: it asks nobody who they are."""
