"""The hall as its officers see it: who waits, who is called, and what they came with."""
