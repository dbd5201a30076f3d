"""Tongguan (通关, "to clear customs"): the authority's side of customs clearance."""

if not __debug__:
    raise SystemExit("tongguan refuses to run under python -O: its assertions are part of the law")
