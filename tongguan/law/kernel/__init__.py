"""What the kernel is written in and writes: the table of a flow, the events, the case that they lead to."""
