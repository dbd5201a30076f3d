"""One case on one screen, and what may be done there."""
