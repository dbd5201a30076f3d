"""The worklist: what waits for an office, taken on and handed back."""
