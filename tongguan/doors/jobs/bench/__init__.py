"""Measurements: each figure beside its floor, taken in turns in the same run, so that a noisy machine is
noisy for both. `docs/bench.md` says what is measured and how."""
