"""The board of a day: what is in which state, how long, whose time."""
