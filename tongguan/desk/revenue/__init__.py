"""Revenue: what is owed, paid and guaranteed. Every movement is a posting, and no posting is ever changed."""
