"""Rules: any table on any day, who published what, and drafts that a second person approves."""
